package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.notify.v1.Support` as callers see it. What an rpc does stands in `Service`.
package struct SupportEndpoint: NotifyV1.SupportService {
    let server: NotifyServer

    /// Offers what `server` does.
    package init(_ server: NotifyServer) {
        self.server = server
    }

    /// The account's own adviser.
    package func meetAdviser(
        _ request: NotifyV1.MeetAdviserRequest, context: ServerContext
    ) async throws -> NotifyV1.MeetAdviserResponse {
        try await server.answering(context) {
            let adviser = try await server.meetAdviser(
                of: try context.requireAccount(), trace: context.trace.traceparent)
            return NotifyV1.MeetAdviserResponse(adviser: adviser?.name ?? "", onDuty: adviser?.isOnDuty ?? false)
        }
    }

    /// Asks something; a repetition answers the same.
    package func openTicket(
        _ request: NotifyV1.OpenTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.Ticket {
        try await server.answeringOnce(request, context) { call in
            try await server.openTicket(
                subject: request.subject, text: request.text, of: call.account, call: call.request,
                trace: call.trace, answer: { NotifyV1.Ticket($0).serialized() })
        }
    }

    /// A page of the account's tickets, the newest first.
    package func listTickets(
        _ request: NotifyV1.ListTicketsRequest, context: ServerContext
    ) async throws -> NotifyV1.ListTicketsResponse {
        try await server.answering(context) {
            let page = try await server.tickets(
                of: try context.requireAccount(), isOpenOnly: request.openOnly, size: request.pageSize,
                token: request.pageToken)
            return NotifyV1.ListTicketsResponse(
                tickets: page.rows.map { NotifyV1.Ticket($0) }, nextPageToken: page.next)
        }
    }

    /// One of the account's tickets and a page of its conversation.
    package func readTicket(
        _ request: NotifyV1.ReadTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.ReadTicketResponse {
        try await server.answering(context) {
            NotifyV1.ReadTicketResponse(
                try await server.conversation(
                    request.id, reader: .account(try context.requireAccount()), size: request.pageSize,
                    token: request.pageToken))
        }
    }

    /// Writes something into a ticket; a repetition answers the same and writes nothing.
    package func answerTicket(
        _ request: NotifyV1.AnswerTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.Ticket {
        try await server.answeringOnce(request, context) { call in
            try await server.answerTicket(
                request.id, text: request.text, of: call.account, call: call.request,
                trace: call.trace, answer: { NotifyV1.Ticket($0).serialized() })
        }
    }

    /// Agrees that a ticket is done.
    package func closeTicket(
        _ request: NotifyV1.CloseTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.Ticket {
        try await server.answering(context) {
            NotifyV1.Ticket(
                try await server.closeTicket(
                    request.id, of: try context.requireAccount(), trace: context.trace.traceparent))
        }
    }

    /// Opens a ticket again; a repetition answers the same.
    package func reopenTicket(
        _ request: NotifyV1.ReopenTicketRequest, context: ServerContext
    ) async throws -> NotifyV1.Ticket {
        try await server.answeringOnce(request, context) { call in
            try await server.reopenTicket(
                request.id, text: request.text, of: call.account, call: call.request,
                trace: call.trace, answer: { NotifyV1.Ticket($0).serialized() })
        }
    }

    /// Asks for a call; a repetition answers the same.
    package func requestCallback(
        _ request: NotifyV1.RequestCallbackRequest, context: ServerContext
    ) async throws -> NotifyV1.Callback {
        try await server.answeringOnce(request, context) { call in
            try await server.requestCallback(
                to: request.number, of: call.account, call: call.request,
                trace: call.trace, answer: { NotifyV1.Callback($0).serialized() })
        }
    }

    /// Calls that the account waits for.
    package func listCallbacks(
        _ request: NotifyV1.ListCallbacksRequest, context: ServerContext
    ) async throws -> NotifyV1.ListCallbacksResponse {
        try await server.answering(context) {
            let callbacks = try await server.callbacks(of: try context.requireAccount())
            return NotifyV1.ListCallbacksResponse(callbacks: callbacks.map { NotifyV1.Callback($0) })
        }
    }
}
