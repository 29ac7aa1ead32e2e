package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.MandateDesk` as staff see it. What an rpc does stands in `Service`.
package struct MandateDeskEndpoint: IdentityV1.MandateDeskService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// A page of the mandates that staff are to read.
    package func listMandateQueue(
        _ request: IdentityV1.ListMandateQueueRequest, context: ServerContext
    ) async throws -> IdentityV1.ListMandateQueueResponse {
        try await server.answering(context) {
            let page = try await server.mandateQueue(size: request.pageSize, token: request.pageToken)
            return IdentityV1.ListMandateQueueResponse(
                mandates: page.rows.map { IdentityV1.QueuedMandate($0) }, nextPageToken: page.next)
        }
    }

    /// Who is named in one of them.
    package func getMandateForReview(
        _ request: IdentityV1.GetMandateForReviewRequest, context: ServerContext
    ) async throws -> IdentityV1.ReviewedMandate {
        try await server.answering(context) {
            let (mandate, agent, holder) = try await server.lookAtMandate(
                request.mandate, by: try context.accountIdentifier())
            return IdentityV1.ReviewedMandate(
                mandate: IdentityV1.QueuedMandate(mandate), agent: .init(agent), holder: .init(holder),
                businesses: mandate.businesses.map { IdentityV1.Business($0) }, validFrom: mandate.from.text,
                validUntil: mandate.until.text)
        }
    }

    /// Its letter, in pieces.
    package func getLetterForReview(
        _ request: IdentityV1.GetLetterForReviewRequest, responses: ResponseWriter<IdentityV1.DocumentChunk>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            let (letter, bytes) = try await server.letter(request.mandate, by: try context.accountIdentifier())
            try await responses.write(bytes, of: letter.type)
        }
    }

    /// Puts a mandate in force; a repetition answers the same.
    package func approveMandate(
        _ request: IdentityV1.ApproveMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedMandate {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.approveMandate(
                request.mandate, by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.QueuedMandate($0).serialized() })
            return try IdentityV1.QueuedMandate(serialized: answer)
        }
    }

    /// Refuses a mandate; a repetition answers the same.
    package func refuseMandate(
        _ request: IdentityV1.RefuseMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedMandate {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.refuseMandate(
                request.mandate, because: request.reason, by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.QueuedMandate($0).serialized() })
            return try IdentityV1.QueuedMandate(serialized: answer)
        }
    }

    /// Ends a mandate; a repetition answers the same.
    package func revokeMandate(
        _ request: IdentityV1.RevokeMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.QueuedMandate {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.revokeMandate(
                request.mandate, because: request.reason, by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.QueuedMandate($0).serialized() })
            return try IdentityV1.QueuedMandate(serialized: answer)
        }
    }
}

extension IdentityV1.ReviewedMandate.Party {
    fileprivate init(_ party: MandateParty) {
        self.init(name: party.name, documentKind: party.documentKind, documentNumber: party.documentNumber)
    }
}
