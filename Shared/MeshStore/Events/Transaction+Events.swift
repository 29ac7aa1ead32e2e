import MeshKernel

extension Transaction {
    /// Appends an event, to be committed with its cause, and returns its position. Throws `StoreError.eventUndeclared`
    /// for a type that the service did not declare, `.payloadTooLarge` beyond 1 MiB.
    @discardableResult
    package func append(_ event: Event) throws(StoreError) -> Int64 {
        guard context.eventTypes[event.type] != nil else { throw .eventUndeclared(event.type) }
        guard event.payload.count <= Limits.payloadBytes else { throw .payloadTooLarge(bytes: event.payload.count) }
        guard let head = try row("UPDATE feed_head SET position = position + 1 WHERE shard = 0 RETURNING position")
        else { throw .column("feed_head.position") }
        let position = try head.integer("position")
        try execute(
            """
            INSERT INTO events (position, id, type, aggregate, version, payload, trace, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(position), SQLValue(context.identifiers.next(.event)), .text(event.type), .text(event.aggregate),
            SQLValue(event.version), .blob(event.payload), .text(event.trace), SQLValue(now))
        topics.insert(.events)
        return position
    }
}
