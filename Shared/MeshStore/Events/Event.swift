/// Something that happened, on its way into the events table. It carries ids and states, never personal data: feeds are
/// kept.
package struct Event: Sendable, Equatable {
    /// Name of a declared `EventType`.
    package let type: String
    /// Id of the thing it happened to; order is kept for each.
    package let aggregate: String
    /// Version of the payload's shape, from 1.
    package let version: Int
    /// What happened, serialized; at most 1 MiB.
    package let payload: [UInt8]
    /// W3C traceparent of the cause; may be empty.
    package let trace: String

    /// An event of a declared type.
    package init(type: EventType, aggregate: String, version: Int = 1, payload: [UInt8], trace: String = "") {
        self.type = type.name
        self.aggregate = aggregate
        self.version = version
        self.payload = payload
        self.trace = trace
    }
}
