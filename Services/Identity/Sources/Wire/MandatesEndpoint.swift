package import MeshAPI
internal import MeshKernel
package import MeshRPC

/// `colophon.identity.v1.Mandates` as the other services see it.
package struct MandatesEndpoint: IdentityV1.MandatesService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Whether an account may act for a holder in a business now.
    package func checkAuthority(
        _ request: IdentityV1.CheckAuthorityRequest, context: ServerContext
    ) async throws -> IdentityV1.CheckAuthorityResponse {
        try await server.answering(context) {
            guard let account = Identifier(request.account, kind: .account) else {
                throw IdentityError.invalidFields([
                    FieldFault(field: "account", reason: request.account.isEmpty ? .empty : .malformed)
                ])
            }
            guard let holder = Identifier(request.holder, kind: .holder) else {
                throw IdentityError.invalidFields([
                    FieldFault(field: "holder", reason: request.holder.isEmpty ? .empty : .malformed)
                ])
            }
            let basis = try await server.checkAuthority(of: account, for: holder, in: Business(request.business))
            return switch basis {
            case nil: IdentityV1.CheckAuthorityResponse()
            case .own(let version)?:
                IdentityV1.CheckAuthorityResponse(allowed: true, basis: .own, holderVersion: UInt32(version))
            case .mandate(let id, let until, let version)?:
                IdentityV1.CheckAuthorityResponse(
                    allowed: true, basis: .mandate, mandate: id.text, validUntil: until.text,
                    holderVersion: UInt32(version))
            }
        }
    }
}
