internal import MeshCrypto
package import MeshKernel
internal import Synchronization

/// A third party inside this process, for development and tests: an authorisation server with both of its endpoints, as
/// RFC 6749, RFC 7636 and RFC 9700 ask. Everybody who says a name is believed to be that person; everything else is
/// checked as anybody else would.
package final class EmbeddedAuthorizationServer: TokenEndpoint {
    /// Bounds of this server.
    package enum Limits {
        /// How long a code is good.
        package static let codeSeconds: Int64 = 60
        /// How long its claims are.
        package static let claimsSeconds: Int64 = 300
        /// Codes that were not redeemed.
        package static let codesMax = 1_024
        /// Characters of a person's name.
        package static let userCharactersMax = 64
    }

    /// Why no user agent is sent back at all: the address that it would be sent to is not to be trusted.
    package enum AuthorizationFault: Error, Sendable, Equatable {
        /// Not this server's endpoint, or no parameters.
        case malformed
        /// Nobody registered here.
        case unknownClient
        /// Not, to the letter, an address that the client registered.
        case redirectMismatch
        /// No name, or a longer one than there is.
        case invalidUser
    }

    private struct Client: Sendable {
        let secret: String
        let redirectURIs: Set<String>
    }

    private struct Grant: Sendable {
        let client: String
        let redirectURI: String
        let challenge: String
        let nonce: String
        let subject: String
        let expiresAt: WallTime
    }

    private struct State {
        var clients: [String: Client] = [:]
        var grants: [[UInt8]: Grant] = [:]
    }

    /// Its name in claims.
    package let issuer: String
    private let time: any TimeSource
    private let random: any RandomSource
    private let state = Mutex(State())

    /// A server whose endpoints stand below `issuer`.
    package init(issuer: String, time: any TimeSource, random: any RandomSource) {
        self.issuer = issuer
        self.time = time
        self.random = random
    }

    /// Where user agents are sent.
    package var authorizationEndpoint: String { issuer + "/authorize" }

    /// Registers a client with the addresses that it may be answered at.
    package func register(client: String, secret: String, redirectURIs: Set<String>) {
        state.withLock { $0.clients[client] = Client(secret: secret, redirectURIs: redirectURIs) }
    }

    /// The authorisation endpoint: somebody has signed in as `user` and agreed. Where the user agent is sent back to, with
    /// a code or an error.
    package func authorize(_ url: String, as user: String) throws(AuthorizationFault) -> String {
        guard url.hasPrefix(authorizationEndpoint + "?"),
            let query = FormParameters(decoding: url.dropFirst(authorizationEndpoint.utf8.count + 1))
        else { throw .malformed }
        guard (1...Limits.userCharactersMax).contains(user.count) else { throw .invalidUser }
        guard let name = query["client_id"], let client = state.withLock({ $0.clients[name] }) else {
            throw .unknownClient
        }
        // Compared as text, whole: a pattern or a prefix would send codes to strangers (RFC 9700, section 4.1).
        guard let redirectURI = query["redirect_uri"], client.redirectURIs.contains(redirectURI) else {
            throw .redirectMismatch
        }
        func answer(_ parameters: [(name: String, value: String)]) -> String {
            let state = query["state"].map { [(name: "state", value: $0)] } ?? []
            let form = FormParameters(parameters + state + [(name: "iss", value: issuer)])
            return "\(redirectURI)?\(form.encoded)"
        }
        guard query["response_type"] == "code" else { return answer([("error", "unsupported_response_type")]) }
        guard query["scope"]?.split(separator: " ").contains("openid") == true else {
            return answer([("error", "invalid_scope")])
        }
        // Without a challenge whoever catches the code could redeem it; the plain method hides nothing.
        guard query["code_challenge_method"] == "S256", let challenge = query["code_challenge"],
            ProofKey.isChallenge(challenge), query["state"]?.isEmpty == false
        else { return answer([("error", "invalid_request")]) }
        let now = time.wall()
        let code = Base64.encodeURL(random.bytes(32))
        let grant = Grant(
            client: name, redirectURI: redirectURI, challenge: challenge, nonce: query["nonce"] ?? "",
            subject: subject(of: user, for: name), expiresAt: now.advanced(by: .seconds(Limits.codeSeconds)))
        let isKept = state.withLock { state in
            state.grants = state.grants.filter { $0.value.expiresAt > now }
            guard state.grants.count < Limits.codesMax else { return false }
            state.grants[Digest.sha256(Array(code.utf8))] = grant
            return true
        }
        return answer(isKept ? [("code", code)] : [("error", "temporarily_unavailable")])
    }

    /// The token endpoint: redeems a code, once.
    package func redeem(_ form: FormParameters) async throws(ThirdPartyFault) -> IdentityClaims {
        let now = time.wall()
        guard form["grant_type"] == "authorization_code", let name = form["client_id"],
            let client = state.withLock({ $0.clients[name] }),
            ConstantTime.areEqual(Array(client.secret.utf8), Array((form["client_secret"] ?? "").utf8)),
            let code = form["code"]
        else { throw .refused }
        // Whatever comes of it, the client whose code it is has used it up; another client uses nothing up.
        let grant = state.withLock { state -> Grant? in
            let place = Digest.sha256(Array(code.utf8))
            guard let grant = state.grants[place], grant.client == name else { return nil }
            state.grants[place] = nil
            return grant
        }
        guard let grant, grant.expiresAt > now, form["redirect_uri"] == grant.redirectURI,
            let proof = form["code_verifier"].flatMap({ ProofKey(verifier: $0) }), proof.answers(grant.challenge)
        else { throw .refused }
        return IdentityClaims(
            issuer: issuer, subject: grant.subject, audience: name, nonce: grant.nonce,
            expiresAt: now.advanced(by: .seconds(Limits.claimsSeconds)))
    }

    /// The same name for the same person, in every process; another one for every client.
    private func subject(of user: String, for client: String) -> String {
        Hexadecimal.encode(Digest.sha256(Array("\(issuer)\n\(client)\n\(user)".utf8)).prefix(16))
    }
}
