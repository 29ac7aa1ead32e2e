package import MeshAPI
internal import MeshKernel
package import MeshRPC

/// `colophon.identity.v1.Dossiers` as callers see it. What an rpc does stands in `Service`.
package struct DossiersEndpoint: IdentityV1.DossiersService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Judges fields one by one.
    package func validateFields(
        _ request: IdentityV1.ValidateFieldsRequest, context: ServerContext
    ) async throws -> IdentityV1.ValidateFieldsResponse {
        try await server.answering(context) {
            let verdicts = try server.validate(DossierQuestion(request))
            return IdentityV1.ValidateFieldsResponse(
                verdicts: verdicts.map { verdict in
                    IdentityV1.FieldVerdict(
                        field: verdict.field.rawValue, passes: verdict.fault == nil, reason: verdict.fault?.word ?? "",
                        message: verdict.fault?.message ?? "")
                })
        }
    }
}

extension DossierQuestion {
    init(_ request: IdentityV1.ValidateFieldsRequest) {
        let authority: Authority? =
            switch request.authority {
            case .platform: .platform
            case .henan: .henan
            case .cpcc: .cpcc
            case .unspecified, .unrecognized: nil
            }
        self.init(
            authority: authority, entries: request.entries.map { ($0.field, $0.value) }, asked: request.fields)
    }
}
