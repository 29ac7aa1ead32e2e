internal import Logging
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// What a call that watches a message centre is told.
struct CentreNews: Sendable, Equatable {
    /// How many are not read now.
    let unread: Int64
    /// What has arrived; nil when only the count is told.
    let entry: InboxEntry?
}

extension NotifyServer {
    /// A page of an account's messages, the newest first, the token of the next one, and how many are not read.
    func inbox(
        of account: String, filter: InboxFilter, size: UInt32, token: String
    ) async throws -> (rows: [InboxEntry], next: String, unread: Int64) {
        let wanted = try PageRequest(
            size: size, token: token, list: "inbox", account, "\(filter.isUnreadOnly)",
            filter.category?.rawValue ?? "")
        let before = wanted.after.isEmpty ? Int64.max : try wanted.afterNumber()
        let key = try await serviceKeys.key()
        let (read, unread) = try await store.read { snapshot in
            (
                try snapshot.inbox(of: account, filter: filter, before: before, count: wanted.rows + 1, key: key),
                try snapshot.unreadCount(of: account)
            )
        }
        let page = wanted.page(read) { "\($0.arrival)" }
        return (page.rows, page.next, unread)
    }

    /// How many messages of an account are not read.
    func unreadCount(of account: String) async throws -> Int64 {
        try await store.read { try $0.unreadCount(of: account) }
    }

    /// Notes that messages were read: these, and everything up to a place when that is not 0. Returns how many are not
    /// read now.
    func markRead(_ texts: [String], through arrival: Int64, of account: String) async throws -> Int64 {
        guard texts.count <= Limits.markedMessagesMax else {
            throw NotifyError.tooManyMessages(maximum: Limits.markedMessagesMax)
        }
        var ids: [Identifier] = []
        for text in texts {
            guard let id = Identifier(text, kind: .message) else { throw NotifyError.invalidMessageID }
            ids.append(id)
        }
        let unread = try await store.write { [ids] transaction in
            if arrival > 0 { _ = try transaction.markRead(through: arrival, of: account) }
            return try transaction.markRead(ids, of: account)
        }
        watchers.wake(account)
        return unread
    }

    /// Tells what arrives for an account until the call ends: first how many are not read, then every message after the
    /// place `after`; with 0, after now.
    func watch(_ account: String, after: Int64, _ tell: (CentreNews) async throws -> Void) async throws {
        // Watching first: what arrives while the place is read wakes the stream.
        let wakeups = try watchers.watch(account)
        let key = try await serviceKeys.key()
        var (place, unread) = try await store.read { snapshot in
            try (after > 0 ? after : snapshot.lastArrival(), snapshot.unreadCount(of: account))
        }
        try await tell(CentreNews(unread: unread, entry: nil))
        for await _ in wakeups {
            var isMore = true
            while isMore {
                let from = place
                let (entries, count) = try await store.read { snapshot in
                    (
                        try snapshot.inbox(of: account, after: from, count: Limits.watchRowsMax, key: key),
                        try snapshot.unreadCount(of: account)
                    )
                }
                if entries.isEmpty, count != unread { try await tell(CentreNews(unread: count, entry: nil)) }
                for entry in entries {
                    try await tell(CentreNews(unread: count, entry: entry))
                    place = entry.arrival
                }
                unread = count
                isMore = entries.count == Limits.watchRowsMax
            }
        }
    }

    /// Wakes those who watch whenever something has arrived, until the store closes.
    package func wakeWatchers() async throws {
        var place = try await store.read { try $0.lastArrival() }
        for await _ in store.commits(.events) {
            do {
                place = try await wakeWatchers(after: place)
            } catch {
                // What has arrived is there at the next look.
                if error.endsWork { throw error }
                logger.warning("who watches is told later", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Wakes those to whom something has come after that place; the place of the last thing that has.
    private func wakeWatchers(after start: Int64) async throws -> Int64 {
        var place = start
        var isMore = true
        while isMore {
            let from = place
            let (accounts, through) = try await store.read {
                try $0.arrivals(after: from, count: Limits.arrivalRowsMax)
            }
            for account in accounts { watchers.wake(account) }
            isMore = through > place && accounts.count > 0
            place = through
        }
        return place
    }

    /// What an account wants.
    func preferences(of account: String) async throws -> Preferences {
        try await store.read { [standard] in try $0.preferences(of: account, standard: standard) }
    }

    /// Replaces what an account wants.
    func set(_ preferences: Preferences, of account: String) async throws {
        try await store.write { transaction in
            try transaction.requireKnowable(account)
            try transaction.set(preferences, of: account)
        }
    }
}
