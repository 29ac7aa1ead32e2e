import MeshKernel

/// What a caller adds to one call.
public struct CallOptions: Sendable {
    /// How long the call may take, counted from the moment it is made; nil for no limit of its own.
    public var timeout: Duration?
    /// An absolute limit; with `timeout` as well, the earlier holds.
    public var deadline: Deadline?
    /// Pairs that travel with the request.
    public var metadata: Metadata
    /// Sent as `idempotency-key`; methods marked keyed require it.
    public var idempotencyKey: String?
    /// Sent as `authorization`: the signed token of the end user.
    public var authorization: String?
    /// The span that makes this call; sent as `traceparent`.
    public var trace: TraceContext?
    /// Whether the call waits, until its deadline, for a replica that can be reached; nil as the method's policy says,
    /// and without one it fails at once.
    public var waitsForReady: Bool?

    /// Options of one call; without arguments, none.
    public init(
        timeout: Duration? = nil, deadline: Deadline? = nil, metadata: Metadata = Metadata(),
        idempotencyKey: String? = nil, authorization: String? = nil, trace: TraceContext? = nil,
        waitsForReady: Bool? = nil
    ) {
        self.timeout = timeout
        self.deadline = deadline
        self.metadata = metadata
        self.idempotencyKey = idempotencyKey
        self.authorization = authorization
        self.trace = trace
        self.waitsForReady = waitsForReady
    }
}
