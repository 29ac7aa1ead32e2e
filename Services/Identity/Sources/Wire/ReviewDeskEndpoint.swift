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
                try await server.claim(
                    request.dossier, by: try context.accountIdentifier(), from: context.origin), today: server.today)
        }
    }

    /// Gives a dossier back.
    package func releaseDossier(
        _ request: IdentityV1.ReleaseDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedDossier {
        try await server.answering(context) {
            IdentityV1.QueuedDossier(
                try await server.release(
                    request.dossier, by: try context.accountIdentifier(), from: context.origin), today: server.today)
        }
    }

    /// Takes a dossier from whoever has claimed it.
    package func takeOverDossier(
        _ request: IdentityV1.TakeOverDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedDossier {
        try await server.answering(context) {
            IdentityV1.QueuedDossier(
                try await server.takeOver(
                    request.dossier, by: try context.accountIdentifier(), from: context.origin), today: server.today)
        }
    }

    /// Moves the deadline of a review; a repetition answers the same.
    package func extendReview(
        _ request: IdentityV1.ExtendReviewRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedDossier {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.extend(
                request.dossier, reason: request.reason, by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { [today = server.today] in IdentityV1.QueuedDossier($0, today: today).serialized() })
            return try IdentityV1.QueuedDossier(serialized: answer)
        }
    }

    /// Takes a number from whoever has it; a repetition answers the same.
    package func freeMobile(
        _ request: IdentityV1.FreeMobileRequest, context: ServerContext
    ) async throws -> IdentityV1.FreeMobileResponse {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.freeMobile(
                request.mobile, by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { freed in
                    IdentityV1.FreeMobileResponse(
                        accountFreed: freed.owner != nil,
                        holdersFreed: UInt32(freed.holders.values.reduce(0) { $0 + $1.count })
                    ).serialized()
                })
            return try IdentityV1.FreeMobileResponse(serialized: answer)
        }
    }

    /// All of a dossier.
    package func getDossierForReview(
        _ request: IdentityV1.GetDossierForReviewRequest, context: ServerContext
    ) async throws -> IdentityV1.ReviewedDossier {
        try await server.answering(context) {
            let reviewed = try await server.look(at: request.dossier, by: try context.accountIdentifier())
            let dossier = reviewed.dossier
            return IdentityV1.ReviewedDossier(
                dossier: IdentityV1.QueuedDossier(QueuedDossier(dossier), today: server.today),
                entries: DossierField.allCases.compactMap { field in
                    dossier.draft.values[field].map { IdentityV1.DossierEntry(field: field.rawValue, value: $0) }
                }, documents: dossier.documents.map { IdentityV1.Document($0) },
                holderVersion: UInt32(reviewed.holderVersion),
                disagreements: dossier.contradictions.map(\.field.rawValue),
                unchecked: dossier.uncheckedFields.map(\.rawValue),
                threeFactor: reviewed.threeFactors.map { IdentityV1.ThreeFactorCheck($0) },
                notes: dossier.notes(on: server.today).map { IdentityV1.FieldNote(field: $0.field, $0.note) },
                checklist: dossier.checklist.map { IdentityV1.ReviewPoint($0, under: dossier.rules) })
        }
    }

    /// A picture, in pieces.
    package func getDocument(
        _ request: IdentityV1.GetDocumentRequest, responses: ResponseWriter<IdentityV1.DocumentChunk>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            let (document, bytes) = try await server.picture(request.document, by: try context.accountIdentifier())
            try await responses.write(bytes, of: document.type)
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
