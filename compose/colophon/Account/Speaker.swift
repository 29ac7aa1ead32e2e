import MeshRPC

/// For whom a command speaks: whoever has signed in, or else, in development, an account of the state folder's own.
enum Speaker: Sendable {
    case signedIn(SignedInAccount)
    case development(DevelopmentSigner)

    /// The one for whom commands speak here. An account that is named is spoken for with the development key.
    init(_ access: MeshAccess, account: String?) throws(Failure) {
        if account == nil, let signedIn = try Self.signedIn(access) {
            self = .signedIn(signedIn)
            return
        }
        guard account != nil || access.mesh.environment == "development" else {
            throw .refused("nobody has signed in", advice: "Sign in: colophon login NAME")
        }
        self = .development(try DevelopmentSigner(folder: access.folder, account: account))
    }

    /// Whoever has signed in, as an author or as one of the staff; nil when nobody has.
    static func signedIn(_ access: MeshAccess, asStaff: Bool = false) throws(Failure) -> SignedInAccount? {
        let file = SignInFile(access.folder, isStaff: asStaff)
        guard let signIn = try file.read() else { return nil }
        return SignedInAccount(signIn, file: file) { try await IdentityCalls(access).renewed($0) }
    }

    /// The account's id.
    var account: String {
        switch self {
        case .signedIn(let account): account.account
        case .development(let signer): signer.account
        }
    }

    /// What a call of `service` carries as `authorization`.
    func authorization(for service: MeshFile.Service) async throws -> String {
        switch self {
        case .signedIn(let account): "Bearer " + (try await account.accessToken())
        case .development(let signer): "Bearer " + (try signer.token(for: [service.name]).text)
        }
    }

    /// Runs a call of `service` with what it carries as `authorization`. One that is refused because the account was not
    /// verified is repeated once with a new token: that may have changed since the last one was made.
    func speaking<T: Sendable>(
        to service: MeshFile.Service, _ body: (String) async throws -> T
    ) async throws -> T {
        let authorization = try await authorization(for: service)
        do {
            return try await body(authorization)
        } catch let error as RPCError where error.reason?.reason == Self.notVerified {
            guard case .signedIn(let account) = self else { throw error }
            let renewed = try await account.renewedAccessToken()
            return try await body("Bearer " + renewed)
        } catch let error as RPCError {
            guard case .signedIn(let account) = self, let institution = account.institution,
                let failure = Failure(of: error, to: account.userName, actingFor: institution)
            else { throw error }
            throw failure
        }
    }

    /// Why a service refuses an account whose holder is not verified.
    static let notVerified = "NOT_VERIFIED"

    /// Says on standard error for whom the command speaks when somebody has signed in.
    func announce(isSilent: Bool) {
        guard !isSilent, case .signedIn(let account) = self else { return }
        Console.standardError.line("as \(account.words)")
    }
}
