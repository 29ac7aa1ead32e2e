public import MeshKernel

/// One call of a server, in flight or over, for inspection. Holds no payload and no metadata.
public struct CallRecord: Sendable {
    /// `service/method`.
    public let method: String
    /// Service segment of the caller.
    public let peer: String
    /// Its trace.
    public let trace: TraceContext
    /// When it arrived.
    public let began: MonotonicTime
    /// How long it took; nil while in flight.
    public let duration: Duration?
    /// `OK` or the name of its error; nil while in flight.
    public let status: String?
}
