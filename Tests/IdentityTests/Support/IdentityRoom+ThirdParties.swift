import Identity
import MeshAPI
import MeshRPC
import Testing

/// What a user agent has when it comes back from a third party.
struct Returned: Sendable {
    var flow: String
    var state: String
    var code: String
    var issuer = ""
    /// At whose redirect URI.
    var provider = "wechat"
}

extension IdentityRoom {
    /// Begins a sign-in, signs in as `user` at the embedded third party, and comes back.
    func visit(_ provider: String = "wechat", as user: String) async throws -> Returned {
        try await visit(
            thirdParties.beginThirdParty(.init(provider: provider), options: options()), at: provider, as: user)
    }

    /// Goes where a flow leads, and comes back.
    func visit(
        _ flow: IdentityV1.ThirdPartyFlow, at provider: String = "wechat", as user: String
    ) async throws -> Returned {
        let url = try await embedded.authorizeEmbedded(
            .init(authorizationUrl: flow.authorizationUrl, user: user), options: options()
        ).redirectUrl
        let query = try #require(url.split(separator: "?", maxSplits: 1).last)
        let parameters = try #require(FormParameters(decoding: query))
        return Returned(
            flow: flow.flow, state: try #require(parameters["state"]), code: try #require(parameters["code"]),
            issuer: parameters["iss"] ?? "", provider: provider)
    }

    func complete(_ returned: Returned) async throws -> IdentityV1.CompleteThirdPartyResponse.Outcome? {
        try await thirdParties.completeThirdParty(
            .init(
                flow: returned.flow, state: returned.state, code: returned.code, device: "phone", iss: returned.issuer,
                provider: returned.provider),
            options: options()
        ).outcome
    }

    /// Comes back for the first time: what stands for the registration.
    func registration(_ returned: Returned) async throws -> String {
        guard case .registration(let registration)? = try await complete(returned) else {
            Issue.record("whoever came has an account")
            return ""
        }
        return registration.registration
    }

    /// Asks for a code to bind a number, and reads it there.
    func bindingCode(_ registration: String, to mobile: String) async throws -> String {
        _ = try await thirdParties.requestBindingCode(
            .init(registration: registration, mobile: mobile), options: options())
        _ = try await server.sendCodes()
        return try #require(inbox.letters(to: mobile).last?.code)
    }

    func bind(
        _ registration: String, mobile: String, code: String, acceptsTerms: Bool = true
    ) async throws -> IdentityV1.Session {
        try await thirdParties.bindThirdParty(
            .init(
                registration: registration, mobile: mobile, code: code, accountClass: .individual,
                acceptsTerms: acceptsTerms, device: "phone"), options: options())
    }

    /// Begins to link a third party, goes there as `user`, and comes back.
    func visitToLink(
        _ provider: String = "wechat", as user: String, token: String, password: String = password
    ) async throws -> Returned {
        try await visit(
            thirdParties.beginLink(.init(provider: provider, password: password), options: options(token)),
            at: provider, as: user)
    }

    func link(_ returned: Returned, as token: String) async throws -> IdentityV1.ThirdPartyLink {
        try await thirdParties.completeLink(
            .init(
                flow: returned.flow, state: returned.state, code: returned.code, iss: returned.issuer,
                provider: returned.provider),
            options: options(token))
    }
}
