package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.Audit` as auditors see it. What an rpc does stands in `Service`.
package struct AuditEndpoint: IdentityV1.AuditService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// A page of the records.
    package func listAudit(
        _ request: IdentityV1.ListAuditRequest, context: ServerContext
    ) async throws -> IdentityV1.ListAuditResponse {
        try await server.answering(context) {
            let page = try await server.audit(
                of: request.account, size: request.pageSize, token: request.pageToken,
                by: try context.accountIdentifier())
            return IdentityV1.ListAuditResponse(
                records: page.rows.map { IdentityV1.AuditRecord($0) }, nextPageToken: page.next)
        }
    }

    /// Follows every record.
    package func checkAudit(
        _ request: IdentityV1.CheckAuditRequest, context: ServerContext
    ) async throws -> IdentityV1.CheckAuditResponse {
        try await server.answering(context) {
            let verdict = try await server.checkAudit(by: try context.accountIdentifier())
            return IdentityV1.CheckAuditResponse(
                intact: verdict.isIntact, records: verdict.records,
                broken: verdict.broken.map { IdentityV1.AuditRecord($0) })
        }
    }
}

extension IdentityV1.AuditRecord {
    fileprivate init(_ record: StoredAuditRecord) {
        self.init(
            position: record.position, at: GoogleProtobuf.Timestamp(record.at), account: record.account,
            actor: record.actor, action: record.action, object: record.object)
    }
}
