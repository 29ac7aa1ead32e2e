import MeshAPI
import MeshKernel
import MeshRPC

/// Calls of the identity service, which say in a person's words what it refuses.
struct IdentityCalls: Sendable {
    let access: MeshAccess
    let service: MeshFile.Service

    /// Reaches the service through the mesh file and the tool's certificate.
    init(_ access: MeshAccess) throws(Failure) {
        self.access = access
        service = try access.service("identity")
    }

    /// Runs `body` with a client and the options of a call; each command is a new request.
    ///
    /// - Parameters:
    ///   - token: the access token of whoever asks; nil for calls that need none.
    ///   - code: a one-time code that stays good when something else is refused.
    func run<T: Sendable>(
        token: String? = nil, code: String? = nil, _ body: (RPCClient, CallOptions) async throws -> T
    ) async throws -> T {
        let options = CallOptions(
            timeout: MeshAccess.callLimit, idempotencyKey: Hexadecimal.encode(SystemRandom().bytes(16)),
            authorization: token.map { "Bearer " + $0 })
        return try await access.withClient(of: service) { client in
            do {
                return try await body(client, options)
            } catch let error as RPCError {
                throw Failure(ofIdentity: error, from: service, code: code)
            }
        }
    }

    /// The same on behalf of whoever has signed in, who may act for an institution. A call that is refused because the
    /// account was not verified is repeated once with a new token: that may have changed since the last one was made.
    func run<T: Sendable>(
        as signIn: SignIn, code: String? = nil, _ body: (RPCClient, CallOptions) async throws -> T
    ) async throws -> T {
        var isUnverified = false
        do {
            return try await run(token: signIn.accessToken, code: code) { client, options in
                do {
                    return try await body(client, options)
                } catch let error as RPCError {
                    isUnverified = error.reason?.reason == Speaker.notVerified
                    guard let institution = signIn.institution,
                        let failure = Failure(of: error, to: signIn.userName, actingFor: institution)
                    else { throw error }
                    throw failure
                }
            }
        } catch let failure as Failure where isUnverified {
            guard let account = try Speaker.signedIn(access), account.account == signIn.account else { throw failure }
            return try await run(token: try await account.renewedAccessToken(), code: code, body)
        }
    }

    /// The account that an access token names.
    func account(of token: String) async throws -> IdentityV1.Account {
        try await run(token: token) { client, options in
            try await IdentityV1.AccountsClient(client).whoAmI(IdentityV1.WhoAmIRequest(), options: options)
        }
    }

    /// The account that has signed in, and for whom it acts.
    func account(of signIn: SignIn) async throws -> IdentityV1.Account {
        try await run(as: signIn) { client, options in
            try await IdentityV1.AccountsClient(client).whoAmI(IdentityV1.WhoAmIRequest(), options: options)
        }
    }

    /// The next tokens of a sign-in; those that it had are good for nothing afterwards. Asks again when the answer is lost,
    /// as long as that is taken for a repetition.
    func renewed(_ signIn: SignIn) async throws -> SignIn {
        let session = try await RefreshRepetition().run { limit throws -> IdentityV1.Session in
            try await run(as: signIn) { client, options in
                var options = options
                options.timeout = limit
                options.authorization = nil
                return try await IdentityV1.SessionsClient(client).refresh(
                    IdentityV1.RefreshRequest(refreshToken: signIn.refreshToken), options: options)
            }
        }
        return SignIn(session, userName: signIn.userName, for: signIn.institution)
    }

    /// Ends a sign-in whose access token can be used.
    func end(_ session: String, token: String) async throws {
        _ = try await run(token: token) { client, options in
            try await IdentityV1.SessionsClient(client).endSession(
                IdentityV1.EndSessionRequest(session: session), options: options)
        }
    }
}
