package import MeshRPC

/// One piece of work inside a trace, finished.
package struct Span: Sendable {
    /// OpenTelemetry's span kinds, by their numbers.
    package enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
        case consumer = 5
    }

    /// How it ended; OpenTelemetry's status.
    package enum Status: Sendable, Equatable {
        case ok
        case error(String)
    }

    /// An attribute's value.
    package enum Value: Sendable, Equatable {
        case text(String)
        case integer(Int64)
    }

    /// The trace and the span itself.
    package var context: TraceContext
    /// The span it belongs to; nil for the first of a trace.
    package var parent: UInt64?
    /// What was done, e.g. `colophon.evidence.v1.Evidence/Submit`.
    package var name: String
    /// Which side of what it is.
    package var kind: Kind
    /// Nanoseconds on the monotonic clock of the tracer's time.
    package var began: Int64
    /// Nanoseconds on the monotonic clock of the tracer's time.
    package var ended: Int64
    /// What is known of it, by OpenTelemetry's names.
    package var attributes: [(String, Value)]
    /// How it ended.
    package var status: Status

    package init(
        context: TraceContext, parent: UInt64?, name: String, kind: Kind, began: Int64, ended: Int64,
        attributes: [(String, Value)], status: Status
    ) {
        self.context = context
        self.parent = parent
        self.name = name
        self.kind = kind
        self.began = began
        self.ended = ended
        self.attributes = attributes
        self.status = status
    }
}
