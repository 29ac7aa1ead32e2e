/// One replica of a service as its client sees it, for inspection.
public struct ReplicaRecord: Sendable, Equatable {
    /// Where it is: `host:port`, a path, or `in-process`.
    public let endpoint: String
    /// Connections that take calls.
    public let connections: Int
    /// Calls that are open or wait for a stream.
    public let callsInFlight: Int
    /// What it says of its own health; nil while it has not been asked or has not answered.
    public let isServing: Bool?
    /// Whether it is left alone for its failures.
    public let isEjected: Bool
    /// Why it could not be reached the last time; nil when it could.
    public let failure: String?
}
