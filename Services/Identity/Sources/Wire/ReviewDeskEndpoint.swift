package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime

/// `colophon.identity.v1.ReviewDesk` as staff see it.
package struct ReviewDeskEndpoint: IdentityV1.ReviewDeskService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// A page of the dossiers in review.
    package func listQueue(
        _ request: IdentityV1.ListQueueRequest, context: ServerContext
    ) async throws -> IdentityV1.ListQueueResponse {
        try await server.answering(context) {
            let page = try await server.queue(
                at: Authority(request.authority), size: request.pageSize, token: request.pageToken)
            let today = server.today
            return IdentityV1.ListQueueResponse(
                dossiers: page.rows.map { IdentityV1.QueuedDossier($0, today: today) }, nextPageToken: page.next)
        }
    }

    /// Takes a dossier.
    package func claimDossier(
        _ request: IdentityV1.ClaimDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedDossier {
        try await server.answering(context) {
            IdentityV1.QueuedDossier(
                try await server.claim(request.dossier, by: try context.accountIdentifier()), today: server.today)
        }
    }

    /// All of a dossier.
    package func getDossierForReview(
        _ request: IdentityV1.GetDossierForReviewRequest, context: ServerContext
    ) async throws -> IdentityV1.ReviewedDossier {
        try await server.answering(context) {
            let (dossier, version) = try await server.look(at: request.dossier, by: try context.accountIdentifier())
            return IdentityV1.ReviewedDossier(
                dossier: IdentityV1.QueuedDossier(QueuedDossier(dossier), today: server.today),
                entries: DossierField.allCases.compactMap { field in
                    dossier.draft.values[field].map { IdentityV1.DossierEntry(field: field.rawValue, value: $0) }
                }, documents: dossier.documents.map { IdentityV1.Document($0) }, holderVersion: UInt32(version),
                disagreements: dossier.contradictions.map(\.field.rawValue))
        }
    }

    /// A picture, in pieces.
    package func getDocument(
        _ request: IdentityV1.GetDocumentRequest, responses: ResponseWriter<IdentityV1.DocumentChunk>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            let (document, bytes) = try await server.picture(request.document, by: try context.accountIdentifier())
            for start in stride(from: 0, to: bytes.count, by: Limits.documentChunkBytesMax) {
                let piece = Array(bytes[start..<min(start + Limits.documentChunkBytesMax, bytes.count)])
                try await responses.write(
                    IdentityV1.DocumentChunk(
                        mediaType: start == 0 ? document.type.mediaType : "",
                        size: start == 0 ? UInt64(bytes.count) : 0, data: piece))
            }
        }
    }

    /// Approves a dossier; a repetition answers the same.
    package func approveDossier(
        _ request: IdentityV1.ApproveDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedDossier {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.approve(
                request.dossier, by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { [today = server.today] in IdentityV1.QueuedDossier($0, today: today).serialized() })
            return try IdentityV1.QueuedDossier(serialized: answer)
        }
    }

    /// Refuses a dossier, or gives it back; a repetition answers the same.
    package func refuseDossier(
        _ request: IdentityV1.RefuseDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedDossier {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.refuse(
                request.dossier,
                DossierRefusal(reason: request.reason, fields: request.fields, slots: request.slots), by: staff,
                from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { [today = server.today] in IdentityV1.QueuedDossier($0, today: today).serialized() })
            return try IdentityV1.QueuedDossier(serialized: answer)
        }
    }
}
