package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.ThirdParties` as callers see it. What an rpc does stands in `Service`.
package struct ThirdPartiesEndpoint: IdentityV1.ThirdPartiesService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// The third parties that are known here.
    package func listProviders(
        _ request: IdentityV1.ListProvidersRequest, context: ServerContext
    ) async throws -> IdentityV1.ListProvidersResponse {
        IdentityV1.ListProvidersResponse(providers: server.thirdParties.parties.map(\.rawValue))
    }

    /// Begins a sign-in.
    package func beginThirdParty(
        _ request: IdentityV1.BeginThirdPartyRequest, context: ServerContext
    ) async throws -> IdentityV1.ThirdPartyFlow {
        try await server.answering(context) {
            IdentityV1.ThirdPartyFlow(
                try await server.beginFlow(at: request.provider, for: nil, from: context.origin))
        }
    }

    /// Ends a sign-in.
    package func completeThirdParty(
        _ request: IdentityV1.CompleteThirdPartyRequest, context: ServerContext
    ) async throws -> IdentityV1.CompleteThirdPartyResponse {
        try await server.answering(context) {
            let outcome = try await server.completeSignIn(
                ThirdPartyAnswer(
                    flow: request.flow, state: request.state, code: request.code, issuer: request.iss,
                    provider: request.provider),
                device: Device(name: request.device, source: context.origin.source), from: context.origin)
            switch outcome {
            case .signedIn(let grant):
                return IdentityV1.CompleteThirdPartyResponse(outcome: .session(IdentityV1.Session(grant)))
            case .mayRegister(let registration, let expiresAt):
                return IdentityV1.CompleteThirdPartyResponse(
                    outcome: .registration(
                        IdentityV1.ThirdPartyRegistration(
                            registration: registration, expiresAt: GoogleProtobuf.Timestamp(expiresAt))))
            }
        }
    }

    /// Sends a code to the number that is to be bound.
    package func requestBindingCode(
        _ request: IdentityV1.RequestBindingCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await server.answering(context) {
            IdentityV1.RequestCodeResponse(
                try await server.requestBindingCode(
                    request.registration, mobile: request.mobile, from: context.origin))
        }
    }

    /// Binds it, and signs in.
    package func bindThirdParty(
        _ request: IdentityV1.BindThirdPartyRequest, context: ServerContext
    ) async throws -> IdentityV1.Session {
        try await server.answering(context) {
            IdentityV1.Session(
                try await server.bind(
                    BindingDraft(
                        registration: request.registration, mobile: request.mobile, code: request.code,
                        accountClass: request.accountClass.word, acceptsTerms: request.acceptsTerms),
                    device: Device(name: request.device, source: context.origin.source), from: context.origin))
        }
    }

    /// Begins to link a third party to the account.
    package func beginLink(
        _ request: IdentityV1.BeginLinkRequest, context: ServerContext
    ) async throws -> IdentityV1.ThirdPartyFlow {
        try await server.answering(context) {
            IdentityV1.ThirdPartyFlow(
                try await server.beginLink(
                    at: request.provider, password: request.password, of: try context.accountIdentifier(),
                    from: context.origin))
        }
    }

    /// Links it.
    package func completeLink(
        _ request: IdentityV1.CompleteLinkRequest, context: ServerContext
    ) async throws -> IdentityV1.ThirdPartyLink {
        try await server.answering(context) {
            IdentityV1.ThirdPartyLink(
                try await server.completeLink(
                    ThirdPartyAnswer(
                        flow: request.flow, state: request.state, code: request.code, issuer: request.iss,
                        provider: request.provider),
                    of: try context.accountIdentifier()))
        }
    }

    /// The third parties that are linked to the account.
    package func listLinks(
        _ request: IdentityV1.ListLinksRequest, context: ServerContext
    ) async throws -> IdentityV1.ListLinksResponse {
        try await server.answering(context) {
            let links = try await server.links(of: try context.accountIdentifier())
            return IdentityV1.ListLinksResponse(links: links.map { IdentityV1.ThirdPartyLink($0) })
        }
    }

    /// Ends a link.
    package func endLink(
        _ request: IdentityV1.EndLinkRequest, context: ServerContext
    ) async throws -> IdentityV1.EndLinkResponse {
        try await server.answering(context) {
            try await server.endLink(request.provider, of: try context.accountIdentifier())
            return IdentityV1.EndLinkResponse()
        }
    }

    /// Signs somebody in at an embedded third party.
    package func authorizeEmbedded(
        _ request: IdentityV1.AuthorizeEmbeddedRequest, context: ServerContext
    ) async throws -> IdentityV1.AuthorizeEmbeddedResponse {
        try await server.answering(context) {
            IdentityV1.AuthorizeEmbeddedResponse(
                redirectUrl: try server.authorizeEmbedded(request.authorizationUrl, as: request.user))
        }
    }
}

extension IdentityV1.ThirdPartyFlow {
    fileprivate init(_ begun: BegunFlow) {
        self.init(
            authorizationUrl: begun.authorizationURL, flow: begun.flow,
            expiresAt: GoogleProtobuf.Timestamp(begun.expiresAt))
    }
}

extension IdentityV1.ThirdPartyLink {
    fileprivate init(_ link: ThirdPartyLink) {
        self.init(provider: link.provider.rawValue, linkedAt: GoogleProtobuf.Timestamp(link.linkedAt))
    }
}
