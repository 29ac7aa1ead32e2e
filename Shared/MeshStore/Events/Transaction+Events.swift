import MeshKernel

extension Transaction {
    /// Appends an event, to be committed with its cause, and returns its position. Throws `StoreError.eventUndeclared`
    /// for a type that the service did not declare, `.payloadTooLarge` beyond 1 MiB.
    @discardableResult
    package func append(_ event: Event) throws(StoreError) -> Int64 {
        try append([event])
    }

    /// Appends events in their order, as above, and returns the position of the last; with none, of the last before.
    @discardableResult
    package func append(_ events: [Event]) throws(StoreError) -> Int64 {
        for event in events {
            guard context.eventTypes[event.type] != nil else { throw .eventUndeclared(event.type) }
            guard event.payload.count <= Limits.payloadBytes else { throw .payloadTooLarge(bytes: event.payload.count) }
        }
        guard
            let head = try row(
                "UPDATE feed_head SET position = position + ? WHERE shard = 0 RETURNING position",
                SQLValue(events.count))
        else { throw .column("feed_head.position") }
        let last = try head.integer("position")
        let now = now
        for (position, event) in zip((last - Int64(events.count) + 1)..., events) {
            try execute(
                """
                INSERT INTO events (position, id, type, aggregate, version, payload, trace, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .integer(position), SQLValue(context.identifiers.next(.event)), .text(event.type),
                .text(event.aggregate), SQLValue(event.version), .blob(event.payload), .text(event.trace),
                SQLValue(now))
        }
        if !events.isEmpty { topics.insert(.events) }
        return last
    }
}
