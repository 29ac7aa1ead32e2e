package import MeshKernel

/// A page of a feed.
package struct FeedPage: Sendable, Equatable {
    /// The events that the reader may see, in order.
    package let events: [FeedEvent]
    /// Up to where the page looked: the next page begins after it. It is beyond the last event when the rest was for
    /// other readers.
    package let through: Int64
    /// The position committed last.
    package let head: Int64
}

extension Store {
    /// Events after `position` that name `reader` among their readers, at most `limit` (and never more than 1,024); only of
    /// the types `wanted`, unless none is named.
    package func events(
        after position: Int64, limit: Int, reader: String, types wanted: [String] = []
    ) async throws -> FeedPage {
        let types = context.eventTypes.values
            .filter { $0.readers.contains(reader) && (wanted.isEmpty || wanted.contains($0.name)) }
            .map(\.name).sorted()
        let rows = max(1, min(limit, Limits.eventPageRows))
        let epoch = context.epoch
        return try await read { snapshot in
            let head = try snapshot.feedHead()
            let through = min(head, position + Limits.eventScanPositions)
            guard !types.isEmpty, position < head else {
                return FeedPage(events: [], through: max(position, head), head: head)
            }
            let marks = Array(repeating: "?", count: types.count).joined(separator: ", ")
            let found = try snapshot.rows(
                """
                SELECT position, id, type, aggregate, version, payload, trace, at FROM events
                WHERE position > ? AND position <= ? AND type IN (\(marks)) ORDER BY position LIMIT ?
                """,
                [.integer(position), .integer(through)] + types.map(SQLValue.text) + [SQLValue(rows)])
            let events = try found.map { try FeedEvent($0, epoch: epoch) }
            return FeedPage(
                events: events, through: events.count == rows ? events[rows - 1].position : through, head: head)
        }
    }

    /// The position after which every event happened at `moment` or later. Found by halving: events are in the order of
    /// time, but for a clock that was set back.
    package func feedPosition(before moment: WallTime) async throws -> Int64 {
        try await read { snapshot in
            var low: Int64 = 0
            var high = try snapshot.feedHead()
            while low < high {
                let middle = low + (high - low) / 2
                let next = try snapshot.row(
                    "SELECT position, at FROM events WHERE position > ? ORDER BY position LIMIT 1", .integer(middle))
                if let next, try next.time("at") < moment {
                    low = try next.integer("position")
                } else {
                    high = middle
                }
            }
            return low
        }
    }

    /// Whether a subscriber that stands at `place` may go on from there. Throws `StoreError.feedMismatch` when this
    /// store's history is not the one that the subscriber has seen.
    package func checkSubscriber(at place: FeedPlace) async throws {
        guard place.position > 0 else { return }
        let epoch = context.epoch
        guard place.epoch == epoch else {
            throw StoreError.feedMismatch(.epochChanged(expected: place.epoch, found: epoch))
        }
        try await read { snapshot in
            let head = try snapshot.feedHead()
            guard place.position <= head else {
                throw StoreError.feedMismatch(.positionAhead(position: place.position, head: head))
            }
            let row = try snapshot.row("SELECT id FROM events WHERE position = ?", .integer(place.position))
            guard try row?.text("id") == place.lastEventID else {
                throw StoreError.feedMismatch(.eventDiffers(position: place.position))
            }
        }
    }
}

extension Snapshot {
    /// The position committed last; 0 before the first event.
    package func feedHead() throws(StoreError) -> Int64 {
        guard let row = try row("SELECT position FROM feed_head WHERE shard = 0") else { return 0 }
        return try row.integer("position")
    }

    /// Where this store stands in the feed of `peer`.
    package func feedPlace(_ peer: String, shard: Int64 = 0) throws(StoreError) -> FeedPlace {
        guard
            let row = try row(
                "SELECT epoch, position, last_event_id FROM feeds WHERE peer = ? AND shard = ?", .text(peer),
                .integer(shard))
        else { return .beginning }
        return FeedPlace(
            epoch: try row.text("epoch"), position: try row.integer("position"),
            lastEventID: try row.text("last_event_id"))
    }
}
