import MeshKernel

extension Transaction {
    /// `Store.apply` inside a transaction.
    package func apply(
        _ event: FeedEvent, from peer: String, shard: Int64 = 0, _ handler: (Transaction, FeedEvent) throws -> Void
    ) throws -> FeedOutcome {
        let place = try feedPlace(peer, shard: shard)
        guard try follows(event, place) else { return .repeated }
        // Before the parked event that may refer to it.
        try move(peer, shard, to: event)
        if try isParked(event.aggregate, of: peer, shard) {
            try park(event, of: peer, shard, attempts: 0, because: "waits for an earlier event")
            return .parked
        }
        do {
            try nested { try handler(self, event) }
            return .applied
        } catch {
            guard Self.isHandlersOwn(error) else { throw error }
            try park(event, of: peer, shard, attempts: 1, because: "\(error)")
            return .parked
        }
    }

    /// `Store.retryParked` inside a transaction.
    package func retryParked(
        from peer: String, shard: Int64 = 0, limit: Int, _ handler: (Transaction, FeedEvent) throws -> Void
    ) throws -> Int {
        let due = try rows(
            """
            SELECT peer, shard, position, epoch, id, type, aggregate, version, payload, trace, at, attempts, next_at, error
            FROM parked_events AS parked
            WHERE peer = ? AND shard = ? AND next_at <= ? AND position =
                (SELECT MIN(position) FROM parked_events
                 WHERE peer = parked.peer AND shard = parked.shard AND aggregate = parked.aggregate)
            ORDER BY position LIMIT ?
            """,
            .text(peer), .integer(shard), SQLValue(now), SQLValue(limit))
        var applied = 0
        for row in due {
            let parked = try ParkedEvent(row)
            do {
                try nested { try handler(self, parked.event) }
                try execute(
                    "DELETE FROM parked_events WHERE peer = ? AND shard = ? AND position = ?",
                    .text(peer), .integer(shard), .integer(parked.event.position))
                applied += 1
            } catch {
                guard Self.isHandlersOwn(error) else { throw error }
                try execute(
                    """
                    UPDATE parked_events SET attempts = ?, next_at = ?, error = ?
                    WHERE peer = ? AND shard = ? AND position = ?
                    """,
                    SQLValue(parked.attempts + 1), SQLValue(parkedUntil(attempts: parked.attempts + 1)),
                    .text("\(error)"), .text(peer), .integer(shard), .integer(parked.event.position))
            }
        }
        return applied
    }

    /// Whether the event is new here; throws when it belongs to another history.
    private func follows(_ event: FeedEvent, _ place: FeedPlace) throws(StoreError) -> Bool {
        guard place.position > 0 else { return true }
        guard event.epoch == place.epoch else {
            throw .feedMismatch(.epochChanged(expected: place.epoch, found: event.epoch))
        }
        if event.position == place.position && event.id != place.lastEventID {
            throw .feedMismatch(.eventDiffers(position: event.position))
        }
        return event.position > place.position
    }

    private func move(_ peer: String, _ shard: Int64, to event: FeedEvent) throws(StoreError) {
        try execute(
            """
            INSERT INTO feeds (peer, shard, epoch, position, last_event_id) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (peer, shard) DO UPDATE SET
                epoch = excluded.epoch, position = excluded.position, last_event_id = excluded.last_event_id
            """,
            .text(peer), .integer(shard), .text(event.epoch), .integer(event.position), .text(event.id))
    }

    private func isParked(_ aggregate: String, of peer: String, _ shard: Int64) throws(StoreError) -> Bool {
        try row(
            "SELECT 1 AS found FROM parked_events WHERE peer = ? AND shard = ? AND aggregate = ? LIMIT 1",
            .text(peer), .integer(shard), .text(aggregate)) != nil
    }

    private func park(
        _ event: FeedEvent, of peer: String, _ shard: Int64, attempts: Int, because reason: String
    ) throws(StoreError) {
        let count = try row(
            "SELECT COUNT(*) AS parked FROM parked_events WHERE peer = ? AND shard = ?", .text(peer), .integer(shard))
        guard try count?.integer("parked") ?? 0 < Limits.parkedEvents else { throw .parkedFull(peer: peer) }
        try execute(
            """
            INSERT INTO parked_events
                (peer, shard, position, epoch, id, type, aggregate, version, payload, trace, at, attempts, next_at, error)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(peer), .integer(shard), .integer(event.position), .text(event.epoch), .text(event.id),
            .text(event.type), .text(event.aggregate), SQLValue(event.version), .blob(event.payload),
            .text(event.trace), SQLValue(event.at), SQLValue(attempts), SQLValue(parkedUntil(attempts: attempts)),
            .text(reason))
    }

    private func parkedUntil(attempts: Int) -> WallTime {
        guard attempts > 0 else { return now }
        let pause = Backoff.pause(
            attempt: attempts, first: Limits.parkedRetryMilliseconds, longest: Limits.parkedRetryMillisecondsMax,
            random: context.random)
        return now.advanced(by: .milliseconds(pause))
    }

    /// Whether an error says something about the event, and not about the store it was to be written to.
    private static func isHandlersOwn(_ error: any Error) -> Bool {
        guard let error = error as? StoreError else { return true }
        switch error {
        case .constraint, .column, .arguments, .statementRefused, .tooManyRows, .sql, .eventUndeclared, .sealBroken,
            .subjectErased, .payloadTooLarge, .idempotencyKeyReused, .idempotencyKeyInvalid, .leaseLost:
            return true
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .busy, .closed, .failed, .transactionLost, .commitFailed, .full, .transactionEnded,
            .readTooLong, .readOnly, .masterKeyMissing, .feedMismatch, .parkedFull:
            return false
        }
    }
}
