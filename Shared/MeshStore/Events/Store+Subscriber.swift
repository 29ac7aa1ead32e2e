package import MeshKernel

/// What became of an event that a peer's feed brought.
package enum FeedOutcome: Sendable, Equatable {
    /// Its effect is committed.
    case applied
    /// It had been applied, or parked, before.
    case repeated
    /// Its handler failed, or an earlier event of its aggregate waits: it waits too, and the feed goes on.
    case parked
}

extension Store {
    /// Applies a peer's event: the effect that `handler` writes and the place in the feed are one transaction, so that
    /// each event has its effect exactly once.
    ///
    /// A handler that throws is undone and its event parked, to be tried again by `retryParked`; later events of the same
    /// aggregate queue up behind it. Throws `StoreError.feedMismatch` when the event does not continue the history that
    /// this store has seen, `.parkedFull` when too many are parked; both stop the feed. Errors of the store itself are
    /// thrown and park nothing.
    package func apply(
        _ event: FeedEvent, from peer: String, shard: Int64 = 0,
        _ handler: @escaping @Sendable (Transaction, FeedEvent) throws -> Void
    ) async throws -> FeedOutcome {
        try await write { transaction in
            try transaction.apply(event, from: peer, shard: shard, handler)
        }
    }

    /// Applies a page of a peer's feed in one transaction; each event stands or is parked alone.
    package func apply(
        _ events: [FeedEvent], from peer: String, shard: Int64 = 0,
        _ handler: @escaping @Sendable (Transaction, FeedEvent) throws -> Void
    ) async throws -> [FeedOutcome] {
        try await write { transaction in
            try events.map { try transaction.apply($0, from: peer, shard: shard, handler) }
        }
    }

    /// Tries parked events of `peer` again whose time has come, the first of each aggregate; returns how many were
    /// applied. An aggregate that succeeds goes on with its next event at the next call.
    package func retryParked(
        from peer: String, shard: Int64 = 0, limit: Int = 64,
        _ handler: @escaping @Sendable (Transaction, FeedEvent) throws -> Void
    ) async throws -> Int {
        try await write { transaction in
            try transaction.retryParked(from: peer, shard: shard, limit: limit, handler)
        }
    }

    /// Parked events of every peer, oldest first, at most `limit`.
    package func parkedEvents(limit: Int = 100) async throws -> [ParkedEvent] {
        try await read { snapshot in
            try snapshot.rows(
                """
                SELECT peer, shard, position, epoch, id, type, aggregate, version, payload, trace, at, attempts,
                    next_at, error
                FROM parked_events ORDER BY peer, shard, position LIMIT ?
                """, SQLValue(limit)
            ).map { try ParkedEvent($0) }
        }
    }
}

/// An event whose handler keeps failing, or that waits behind one.
package struct ParkedEvent: Sendable, Equatable {
    /// The feed it came from.
    package let peer: String
    /// The event.
    package let event: FeedEvent
    /// How often its handler has failed; 0 for one that waits behind another.
    package let attempts: Int
    /// When it is tried again.
    package let nextAt: WallTime
    /// How its handler failed last.
    package let error: String

    init(_ row: Row) throws(StoreError) {
        peer = try row.text("peer")
        event = try FeedEvent(row, epoch: row.text("epoch"))
        attempts = Int(try row.integer("attempts"))
        nextAt = try row.time("next_at")
        error = try row.text("error")
    }
}
