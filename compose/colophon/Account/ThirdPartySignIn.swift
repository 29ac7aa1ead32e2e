import FoundationEssentials
import MeshAPI
import MeshRPC

/// Signs in through a third party: says where to go, and takes the address that it sends back to.
struct ThirdPartySignIn {
    let calls: IdentityCalls
    let isSilent: Bool
    /// E.g. "wechat".
    let provider: String
    /// Who signs in at the embedded third party, in development; nil where somebody goes there.
    let user: String?
    /// What the device is called.
    let device: String
    /// What a first time needs: the number to bind, and whether the terms are accepted.
    let mobile: String?
    let acceptTerms: Bool

    /// What a third party sent along when it sent somebody back.
    struct Answer: Equatable {
        let state: String
        let code: String
        /// By which the third party says that it is it (RFC 9207); empty when it does not.
        let issuer: String

        /// Reads the address that somebody was sent back to from where they went, `authorizationURL`. The redirect URI in
        /// there is that third party's alone; what came to another address is another's.
        init(_ address: String, from authorizationURL: String) throws(Failure) {
            let here = URLComponents(string: address)
            let expected = URLComponents(string: authorizationURL)?.queryItems?
                .first { $0.name == "redirect_uri" }?.value.flatMap { URLComponents(string: $0) }
            guard let here, let expected, Self.place(here) == Self.place(expected) else {
                throw .refused(
                    "this is not the address that the third party sends back to",
                    advice: "It begins with \(expected?.string ?? "the redirect URI of the configuration").")
            }
            let items = here.queryItems ?? []
            func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
            if let error = value("error") {
                throw .refused("the third party refused: \(PlainText.line(error))", advice: "Begin again.")
            }
            // DingTalk has its own name for the code.
            guard let state = value("state"), let code = value("code") ?? value("authCode") else {
                throw .refused(
                    "the address has no state and no code", advice: "It is the whole one that the third party sent to.")
            }
            self.state = state
            self.code = code
            issuer = value("iss") ?? ""
        }

        /// An address without what was sent along.
        private static func place(_ address: URLComponents) -> [String] {
            [
                address.scheme?.lowercased() ?? "", address.host?.lowercased() ?? "", "\(address.port ?? 0)",
                address.path,
            ]
        }
    }

    func session() async throws -> IdentityV1.Session {
        let flow = try await calls.run { client, options in
            try await IdentityV1.ThirdPartiesClient(client).beginThirdParty(
                IdentityV1.BeginThirdPartyRequest(provider: provider), options: options)
        }
        let answer = try Answer(try await address(flow), from: flow.authorizationUrl)
        let outcome = try await calls.run { client, options in
            try await IdentityV1.ThirdPartiesClient(client).completeThirdParty(
                IdentityV1.CompleteThirdPartyRequest(
                    flow: flow.flow, state: answer.state, code: answer.code, device: device, iss: answer.issuer,
                    provider: provider),
                options: options
            ).outcome
        }
        switch outcome {
        case .session(let session): return session
        case .registration(let registration): return try await bind(registration.registration)
        case nil: throw Failure.unreachable("identity answered with nothing")
        }
    }

    private func address(_ flow: IdentityV1.ThirdPartyFlow) async throws -> String {
        if let user {
            return try await calls.run { client, options in
                try await IdentityV1.ThirdPartiesClient(client).authorizeEmbedded(
                    IdentityV1.AuthorizeEmbeddedRequest(authorizationUrl: flow.authorizationUrl, user: user),
                    options: options
                ).redirectUrl
            }
        }
        guard Terminal.isThere else {
            throw Failure.refused(
                "there is no terminal to take the third party's answer at",
                advice: "In development its stand-in believes whoever says a name: --as USER")
        }
        Console.standardError.line("Go to \(flow.authorizationUrl)")
        return try Terminal.line("address that it sent you to: ").filter { !$0.isWhitespace }
    }

    /// Binds a number with its code, for somebody who comes for the first time.
    private func bind(_ registration: String) async throws -> IdentityV1.Session {
        guard acceptTerms else {
            throw Failure.refused(
                "this is the first time: the terms of registration and the privacy statement are not accepted",
                advice: "Say so when you accept them, with the number to bind: --accept-terms --mobile NUMBER")
        }
        guard let mobile else {
            throw Failure.refused("this is the first time, which binds a number", advice: "Say it: --mobile NUMBER")
        }
        let number = try Register.number(mobile, of: "--mobile")
        let code = try await OneTimeCodeEntry(calls, isSilent: isSilent).bindingCode(
            to: number, registration: registration)
        return try await calls.run { client, options in
            try await IdentityV1.ThirdPartiesClient(client).bindThirdParty(
                IdentityV1.BindThirdPartyRequest(
                    registration: registration, mobile: number, code: code, accountClass: .individual,
                    acceptsTerms: acceptTerms, device: device), options: options)
        }
    }
}
