package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.notify.v1.Messages` as callers see it. What an rpc does stands in `Service`.
package struct MessagesEndpoint: NotifyV1.MessagesService {
    let server: NotifyServer

    /// Offers what `server` does.
    package init(_ server: NotifyServer) {
        self.server = server
    }

    /// Tells somebody something; a repetition answers the same.
    package func send(
        _ request: NotifyV1.SendRequest, context: ServerContext
    ) async throws -> NotifyV1.SendResponse {
        try await server.answering(context) {
            let answer = try await server.send(
                SendDraft(request),
                call: try await context.idempotentRequest(account: "", over: request.serialized(), server: server),
                trace: context.trace.traceparent, answer: { NotifyV1.SendResponse($0).serialized() })
            return try NotifyV1.SendResponse(serialized: answer)
        }
    }

    /// Where a message stands, and every attempt.
    package func getMessage(
        _ request: NotifyV1.GetMessageRequest, context: ServerContext
    ) async throws -> NotifyV1.Message {
        try await server.answering(context) { NotifyV1.Message(try await server.message(request.id)) }
    }

    /// Sets where an account is reached.
    package func setContacts(
        _ request: NotifyV1.SetContactsRequest, context: ServerContext
    ) async throws -> NotifyV1.SetContactsResponse {
        try await server.answering(context) {
            try await server.setContacts(of: request.account, mobile: request.mobile, email: request.email)
            return NotifyV1.SetContactsResponse()
        }
    }

    /// Forgets an account that was erased.
    package func forgetAccount(
        _ request: NotifyV1.ForgetAccountRequest, context: ServerContext
    ) async throws -> NotifyV1.ForgetAccountResponse {
        try await server.answering(context) {
            try await server.forget(request.account)
            return NotifyV1.ForgetAccountResponse()
        }
    }

    /// A page of the messages that were given up.
    package func listDeadLetters(
        _ request: NotifyV1.ListDeadLettersRequest, context: ServerContext
    ) async throws -> NotifyV1.ListDeadLettersResponse {
        try await server.answering(context) {
            let channel = Channel(number: request.channel.rawValue)
            guard request.channel == .unspecified || channel != nil else {
                throw NotifyError.invalidFilter(field: "channel")
            }
            let page = try await server.deadLetters(
                channel: channel, size: request.pageSize, token: request.pageToken)
            return NotifyV1.ListDeadLettersResponse(
                deadLetters: page.rows.map { row in
                    NotifyV1.DeadLetter(
                        message: NotifyV1.Message(row.message), at: GoogleProtobuf.Timestamp(row.at))
                }, nextPageToken: page.next)
        }
    }

    /// Sends a dead message on its way again; a repetition answers the same and sends nothing.
    package func replayDeadLetter(
        _ request: NotifyV1.ReplayDeadLetterRequest, context: ServerContext
    ) async throws -> NotifyV1.Message {
        try await server.answeringOnce(request, context) { call in
            try await server.replay(
                request.id,
                call: call.request, answer: { NotifyV1.Message($0).serialized() })
        }
    }

    /// What the embedded provider has taken for an address.
    package func readEmbeddedInbox(
        _ request: NotifyV1.ReadEmbeddedInboxRequest, context: ServerContext
    ) async throws -> NotifyV1.ReadEmbeddedInboxResponse {
        try await server.answering(context) {
            let messages = try await server.embeddedInbox(of: request.recipient, size: request.pageSize)
            return NotifyV1.ReadEmbeddedInboxResponse(messages: messages.map { NotifyV1.EmbeddedMessage($0) })
        }
    }
}
