package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.evidence.v1.Filings` as callers see it. What an rpc does stands in `Service`.
package struct FilingsEndpoint: EvidenceV1.FilingsService {
    let server: EvidenceServer

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// The payload of an event about a filing.
    package static let notice: @Sendable (FilingNotice) -> [UInt8] = { EvidenceV1.FilingChanged($0).serialized() }

    private var told: FilingBytes {
        let time = server.time
        return FilingBytes(
            answer: { EvidenceV1.Filing($0, now: time.wall()).serialized() }, notice: Self.notice)
    }

    /// Files items of a project; a repetition answers the same.
    package func applyFiling(
        _ request: EvidenceV1.ApplyFilingRequest, context: ServerContext
    ) async throws -> EvidenceV1.Filing {
        try await server.answering(context) {
            let account = try context.requireAccount()
            let answer = try await server.applyFiling(
                FilingDraft(request), in: request.project, from: request.supplier.isEmpty ? nil : request.supplier,
                of: account,
                call: try context.idempotentRequest(account: account, over: request.serialized()),
                trace: context.trace.traceparent, told: told)
            return try EvidenceV1.Filing(serialized: answer)
        }
    }

    /// One filing of the account; another account's is not there.
    package func getFiling(
        _ request: EvidenceV1.GetFilingRequest, context: ServerContext
    ) async throws -> EvidenceV1.Filing {
        try await server.answering(context) {
            let (filing, statement) = try await server.filing(request.filing, of: try context.requireAccount())
            var answer = EvidenceV1.Filing(filing, now: server.time.wall())
            answer.statement = statement ?? []
            answer.timestampResponse = filing.timestamp?.response ?? []
            return answer
        }
    }

    /// A page of the account's filings, oldest first.
    package func listFilings(
        _ request: EvidenceV1.ListFilingsRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListFilingsResponse {
        try await server.answering(context) {
            let page = try await server.filings(
                of: try context.requireAccount(), filter: try FilingFilter(request), size: request.pageSize,
                token: request.pageToken)
            let now = server.time.wall()
            return EvidenceV1.ListFilingsResponse(
                filings: page.rows.map { EvidenceV1.Filing($0, now: now) }, nextPageToken: page.next)
        }
    }

    /// A page of the account's filings about which something is to be done or was, with their history, oldest first.
    package func listManagement(
        _ request: EvidenceV1.ListManagementRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListManagementResponse {
        try await server.answering(context) {
            let page = try await server.filings(
                of: try context.requireAccount(), filter: try FilingFilter(request), withRecords: true,
                size: request.pageSize, token: request.pageToken)
            let now = server.time.wall()
            return EvidenceV1.ListManagementResponse(
                filings: page.rows.map { EvidenceV1.Filing($0, now: now) }, nextPageToken: page.next)
        }
    }

    /// Moves a filing's end by a year for one credit; a repetition answers the same.
    package func renewFiling(
        _ request: EvidenceV1.RenewFilingRequest, context: ServerContext
    ) async throws -> EvidenceV1.Filing {
        try await server.answering(context) {
            let account = try context.requireAccount()
            let answer = try await server.renewFiling(
                request.filing, of: account,
                call: try context.idempotentRequest(account: account, over: request.serialized()),
                trace: context.trace.traceparent, told: told)
            return try EvidenceV1.Filing(serialized: answer)
        }
    }
}
