package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import MeshTLS
internal import ProtobufC

/// `colophon.evidence.v1.Custody` as callers see it: holders ask about their own items, staff about anybody's.
package struct CustodyEndpoint: EvidenceV1.CustodyService {
    private let server: EvidenceServer

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// How others are told about a damaged item.
    package static let telling = CheckTelling(bytes: bytes)

    private static let bytes = CheckBytes(
        answer: { EvidenceV1.ItemCheck($0).serialized() },
        event: { check, number, project, account in
            EvidenceV1.EvidenceDamaged(
                evidence: check.item.text, number: number?.description ?? "", project: project?.text ?? "",
                account: account, at: GoogleProtobuf.Timestamp(check.at), failed: check.failed
            ).serialized()
        })

    /// The custody log of the account's own item.
    package func getCustody(
        _ request: EvidenceV1.GetCustodyRequest, context: ServerContext
    ) async throws -> EvidenceV1.CustodyLog {
        try await server.answering(context) { try await custody(request, account: try context.requireAccount()) }
    }

    /// The custody log of any item, for staff.
    package func inspectCustody(
        _ request: EvidenceV1.GetCustodyRequest, context: ServerContext
    ) async throws -> EvidenceV1.CustodyLog {
        try await server.answering(context) { try await custody(request, account: nil) }
    }

    /// The checks of the account's own item.
    package func listChecks(
        _ request: EvidenceV1.GetCustodyRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemChecks {
        try await server.answering(context) { try await checks(request, account: try context.requireAccount()) }
    }

    /// The checks of any item, for staff.
    package func inspectChecks(
        _ request: EvidenceV1.GetCustodyRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemChecks {
        try await server.answering(context) { try await checks(request, account: nil) }
    }

    /// Checks the account's own item now; a repetition answers the same.
    package func checkItem(
        _ request: EvidenceV1.CheckItemRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemCheck {
        try await check(request, context, isOwn: true)
    }

    /// Checks any item now, for staff; a repetition answers the same.
    package func inspectItem(
        _ request: EvidenceV1.CheckItemRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemCheck {
        try await check(request, context, isOwn: false)
    }

    private func custody(
        _ request: EvidenceV1.GetCustodyRequest, account: String?
    ) async throws -> EvidenceV1.CustodyLog {
        EvidenceV1.CustodyLog(
            try await server.custody(
                of: try EvidenceReference(request), account: account, size: request.pageSize, token: request.pageToken))
    }

    private func checks(
        _ request: EvidenceV1.GetCustodyRequest, account: String?
    ) async throws -> EvidenceV1.ItemChecks {
        let found = try await server.checks(
            of: try EvidenceReference(request), account: account, size: request.pageSize, token: request.pageToken)
        return EvidenceV1.ItemChecks(
            checks: found.checks.map { EvidenceV1.ItemCheck($0) }, nextPageToken: found.next)
    }

    private func check(
        _ request: EvidenceV1.CheckItemRequest, _ context: ServerContext, isOwn: Bool
    ) async throws -> EvidenceV1.ItemCheck {
        try await server.answering(context) {
            let account = try context.requireAccount()
            let answer = try await server.check(
                try EvidenceReference(request), of: isOwn ? account : nil,
                by: try context.custodyActor,
                call: try context.idempotentRequest(account: account, over: request.serialized()),
                trace: context.trace.traceparent, told: Self.bytes)
            return try EvidenceV1.ItemCheck(serialized: answer)
        }
    }
}

extension ServerContext {
    /// Who asks for something, as it is written down.
    var custodyActor: CustodyActor {
        get throws(RPCError) {
            CustodyActor(account: try requireAccount(), person: caller?.actor, service: peer?.service ?? "")
        }
    }
}
