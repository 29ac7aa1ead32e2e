package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.notify.v1.Desk` as callers see it. What an rpc does stands in `Service`.
package struct DeskEndpoint: NotifyV1.DeskService {
    let server: NotifyServer

    /// Offers what `server` does.
    package init(_ server: NotifyServer) {
        self.server = server
    }

    /// Says whether the caller is there.
    package func setDuty(_ request: NotifyV1.SetDutyRequest, context: ServerContext) async throws -> NotifyV1.Duty {
        try await server.answering(context) {
            NotifyV1.Duty(
                try await server.setDuty(
                    request.onDuty, name: request.name, handsOn: request.handOn, of: try context.requireAccount(),
                    trace: context.trace.traceparent))
        }
    }

    /// Says for somebody else that they do not come any more.
    package func relieveAdviser(
        _ request: NotifyV1.RelieveAdviserRequest, context: ServerContext
    ) async throws -> NotifyV1.Duty {
        try await server.answering(context) {
            NotifyV1.Duty(
                try await server.relieveAdviser(
                    request.adviser, by: try context.requireAccount(), trace: context.trace.traceparent))
        }
    }

    /// A page of the tickets that the caller has.
    package func listAssigned(
        _ request: NotifyV1.ListAssignedRequest, context: ServerContext
    ) async throws -> NotifyV1.ListAssignedResponse {
        try await server.answering(context) {
            let page = try await server.assigned(
                to: try context.requireAccount(), size: request.pageSize, token: request.pageToken)
            return NotifyV1.ListAssignedResponse(
                tickets: page.rows.map { NotifyV1.Ticket($0) }, nextPageToken: page.next)
        }
    }

    /// One of the caller's tickets and a page of its conversation.
    package func readAssigned(
        _ request: NotifyV1.ReadAssignedRequest, context: ServerContext
    ) async throws -> NotifyV1.ReadTicketResponse {
        try await server.answering(context) {
            NotifyV1.ReadTicketResponse(
                try await server.conversation(
                    request.id, reader: .adviser(try context.requireAccount()), size: request.pageSize,
                    token: request.pageToken))
        }
    }

    /// Says that the caller works on a ticket.
    package func beginTicket(
        _ request: NotifyV1.BeginTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.TicketStanding {
        try await server.answering(context) {
            NotifyV1.TicketStanding(
                try await server.beginTicket(
                    request.id, by: try context.requireAccount(), trace: context.trace.traceparent))
        }
    }

    /// Writes to a ticket's account; a repetition answers the same and writes nothing.
    package func replyTicket(
        _ request: NotifyV1.ReplyTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.TicketStanding {
        try await server.answeringOnce(request, context) { call in
            try await server.replyTicket(
                request.id, text: request.text, outcome: ReplyOutcome(number: request.outcome.rawValue),
                by: call.account,
                call: call.request, trace: call.trace, answer: { NotifyV1.TicketStanding($0).serialized() })
        }
    }

    /// Gives a ticket to somebody else; a repetition answers the same.
    package func handOnTicket(
        _ request: NotifyV1.HandOnTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.TicketStanding {
        try await server.answeringOnce(request, context) { call in
            try await server.handOnTicket(
                request.id, to: request.adviser, by: call.account,
                call: call.request, trace: call.trace, answer: { NotifyV1.TicketStanding($0).serialized() })
        }
    }

    /// Calls that the caller has to make, with their numbers.
    package func listDueCallbacks(
        _ request: NotifyV1.ListDueCallbacksRequest, context: ServerContext
    ) async throws -> NotifyV1.ListDueCallbacksResponse {
        try await server.answering(context) {
            let page = try await server.dueCallbacks(
                of: try context.requireAccount(), size: request.pageSize, token: request.pageToken)
            return NotifyV1.ListDueCallbacksResponse(
                callbacks: page.rows.map { named in
                    NotifyV1.DueCallback(
                        callback: NotifyV1.Callback(named), number: named.callback.number?.text ?? "")
                }, nextPageToken: page.next)
        }
    }

    /// What the staff have seen of accounts' questions and numbers.
    package func listLooks(
        _ request: NotifyV1.ListLooksRequest, context: ServerContext
    ) async throws -> NotifyV1.ListLooksResponse {
        try await server.answering(context) {
            let page = try await server.looks(
                LookFilter(account: request.account, staff: request.staff), size: request.pageSize,
                token: request.pageToken)
            return NotifyV1.ListLooksResponse(looks: page.rows.map { NotifyV1.Look($0) }, nextPageToken: page.next)
        }
    }

    /// Says that a call was made.
    package func completeCallback(
        _ request: NotifyV1.CompleteCallbackRequest, context: ServerContext
    ) async throws -> NotifyV1.Callback {
        try await server.answering(context) {
            NotifyV1.Callback(
                try await server.completeCallback(
                    request.id, by: try context.requireAccount(), trace: context.trace.traceparent))
        }
    }
}
