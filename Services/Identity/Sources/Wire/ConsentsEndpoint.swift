package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.Consents` as callers see it. What an rpc does stands in `Service`.
package struct ConsentsEndpoint: IdentityV1.ConsentsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// The words that count now, what the account consents to, and what it did of late.
    package func listConsents(
        _ request: IdentityV1.ListConsentsRequest, context: ServerContext
    ) async throws -> IdentityV1.ListConsentsResponse {
        try await server.answering(context) {
            let consents = try await server.consents(of: try context.accountIdentifier())
            return IdentityV1.ListConsentsResponse(
                wordings: ConsentKind.allCases.map { IdentityV1.ConsentWording(.of($0)) },
                consents: consents.map { IdentityV1.Consent($0) })
        }
    }

    /// Keeps a consent.
    package func giveConsent(
        _ request: IdentityV1.GiveConsentRequest, context: ServerContext
    ) async throws -> IdentityV1.Consent {
        try await server.answering(context) {
            IdentityV1.Consent(
                try await server.giveConsent(
                    ConsentKind(request.kind), wording: request.wording, of: try context.accountIdentifier(),
                    from: context.origin))
        }
    }

    /// Takes a consent back.
    package func withdrawConsent(
        _ request: IdentityV1.WithdrawConsentRequest, context: ServerContext
    ) async throws -> IdentityV1.WithdrawConsentResponse {
        try await server.answering(context) {
            let withdrawn = try await server.withdrawConsent(
                ConsentKind(request.kind), of: try context.accountIdentifier(), from: context.origin)
            return IdentityV1.WithdrawConsentResponse(
                picturesDestroyed: UInt32(withdrawn.pictures), dossiersWithdrawn: withdrawn.dossiers.map(\.text))
        }
    }
}

extension ConsentKind {
    /// Nil when nothing is said, or what no version knows.
    fileprivate init?(_ kind: IdentityV1.ConsentKind) {
        switch kind {
        case .identityDocument: self = .identityDocument
        case .face: self = .face
        case .unspecified, .unrecognized: return nil
        }
    }
}

extension IdentityV1.ConsentKind {
    fileprivate init(_ kind: ConsentKind) {
        self =
            switch kind {
            case .identityDocument: .identityDocument
            case .face: .face
            }
    }
}

extension IdentityV1.ConsentWording {
    fileprivate init(_ wording: ConsentWording) {
        self.init(
            kind: IdentityV1.ConsentKind(wording.kind), version: wording.version, textZh: wording.chinese,
            textEn: wording.english, slots: wording.slots.map(\.rawValue))
    }
}

extension IdentityV1.Consent {
    fileprivate init(_ consent: Consent) {
        self.init(
            kind: IdentityV1.ConsentKind(consent.kind), wording: consent.wording,
            givenAt: GoogleProtobuf.Timestamp(consent.givenAt),
            withdrawnAt: consent.withdrawnAt.map { GoogleProtobuf.Timestamp($0) }, holds: consent.holds)
    }
}
