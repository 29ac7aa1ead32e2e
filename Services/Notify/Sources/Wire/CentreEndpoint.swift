package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.notify.v1.Centre` as callers see it. What an rpc does stands in `Service`.
package struct CentreEndpoint: NotifyV1.CentreService {
    let server: NotifyServer

    /// Offers what `server` does.
    package init(_ server: NotifyServer) {
        self.server = server
    }

    /// A page of the account's messages, the newest first.
    package func listInbox(
        _ request: NotifyV1.ListInboxRequest, context: ServerContext
    ) async throws -> NotifyV1.ListInboxResponse {
        try await server.answering(context) {
            let category = MessageCategory(number: request.category.rawValue)
            guard request.category == .unspecified || category != nil else {
                throw NotifyError.invalidFilter(field: "category")
            }
            let page = try await server.inbox(
                of: try context.requireAccount(),
                filter: InboxFilter(isUnreadOnly: request.unreadOnly, category: category), size: request.pageSize,
                token: request.pageToken)
            return NotifyV1.ListInboxResponse(
                entries: page.rows.map { NotifyV1.InboxEntry($0) }, nextPageToken: page.next,
                unread: UInt64(page.unread))
        }
    }

    /// How many of the account's messages are not read.
    package func countUnread(
        _ request: NotifyV1.CountUnreadRequest, context: ServerContext
    ) async throws -> NotifyV1.CountUnreadResponse {
        try await server.answering(context) {
            let unread = try await server.unreadCount(of: try context.requireAccount())
            return NotifyV1.CountUnreadResponse(unread: UInt64(unread))
        }
    }

    /// Notes that messages were read.
    package func markRead(
        _ request: NotifyV1.MarkReadRequest, context: ServerContext
    ) async throws -> NotifyV1.MarkReadResponse {
        try await server.answering(context) {
            let unread = try await server.markRead(
                request.ids, through: request.throughArrival, of: try context.requireAccount())
            return NotifyV1.MarkReadResponse(unread: UInt64(unread))
        }
    }

    /// Messages as they arrive, until the call ends.
    package func watch(
        _ request: NotifyV1.WatchRequest, responses: ResponseWriter<NotifyV1.WatchResponse>, context: ServerContext
    ) async throws {
        try await server.answering(context) {
            try await server.watch(try context.requireAccount(), after: request.afterArrival) { news in
                try await responses.write(
                    NotifyV1.WatchResponse(
                        unread: UInt64(news.unread), entry: news.entry.map { NotifyV1.InboxEntry($0) }))
            }
        }
    }

    /// How the account wants to be told.
    package func getPreferences(
        _ request: NotifyV1.GetPreferencesRequest, context: ServerContext
    ) async throws -> NotifyV1.Preferences {
        try await server.answering(context) {
            NotifyV1.Preferences(try await server.preferences(of: try context.requireAccount()))
        }
    }

    /// Replaces how the account wants to be told.
    package func setPreferences(
        _ request: NotifyV1.SetPreferencesRequest, context: ServerContext
    ) async throws -> NotifyV1.Preferences {
        try await server.answering(context) {
            let preferences = try Preferences(request.preferences ?? NotifyV1.Preferences())
            try await server.set(preferences, of: try context.requireAccount())
            return NotifyV1.Preferences(preferences)
        }
    }
}
