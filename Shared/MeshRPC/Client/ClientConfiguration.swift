/// How a client is set up.
public struct ClientConfiguration: Sendable {
    /// Speak base ttrpc; without it, a server that does not speak `colophon/1` is refused.
    public var base: Bool
    /// How long connecting to one endpoint may take, TLS included, milliseconds.
    public var connectMilliseconds: Int64
    /// Largest message accepted, bytes; at most 4 MiB.
    public var messageBytesMax: Int
    /// Window of each stream towards us, bytes.
    public var streamWindowBytes: Int
    /// Window of the connection towards us, bytes.
    public var connectionWindowBytes: Int
    /// Calls that may wait for a connection or a free stream; the next one fails at once.
    public var waitingCallsMax: Int
    /// Timeouts, retries, hedging and waiting, for each method; by default no method has any.
    public var policies: MethodPolicies
    /// How many retries and hedges all calls together may make.
    public var throttle: ThrottlePolicy
    /// Which replica gets the next call.
    public var balancing: BalancingPolicy
    /// When a replica that fails too much is left alone; nil for never.
    public var outliers: OutlierPolicy?
    /// With fewer well replicas than so many of a hundred connected ones, the unwell are called too.
    public var panicPercent: Int
    /// The service whose health each replica is asked to tell, empty for its whole process; nil asks nobody.
    public var healthService: String?
    /// How often to ask which replicas there are, unless they are listed.
    public var resolution: ResolutionPolicy
    /// How dead connections are found.
    public var keepalive: KeepalivePolicy
    /// How long a connection lives before another takes its place, milliseconds, give or take a tenth by chance; 0 is
    /// for ever.
    public var ageMilliseconds: Int64
    /// How long connections stay open without a call, milliseconds, give or take a tenth by chance; 0 is for ever.
    public var idleMilliseconds: Int64
    /// Connections to one replica, opened one after another when the server's streams are all taken.
    public var connectionsPerReplicaMax: Int
    /// Looks a host's addresses up in place of the system's resolver.
    package var lookup: (@Sendable (_ host: String, _ port: Int) throws -> [Endpoint])?
    var firstStream: UInt32 = 1
    var lastStream: UInt32 = Limits.streamIDRotation

    /// The room's defaults, changed where an argument is given.
    public init(
        base: Bool = false, connectMilliseconds: Int64 = 5_000, messageBytesMax: Int = 4 << 20,
        streamWindowBytes: Int = 256 << 10, connectionWindowBytes: Int = 4 << 20, waitingCallsMax: Int = 16_384,
        policies: MethodPolicies = MethodPolicies(), throttle: ThrottlePolicy = ThrottlePolicy(),
        balancing: BalancingPolicy = .pickFirst, outliers: OutlierPolicy? = nil, panicPercent: Int = 50,
        healthService: String? = nil, resolution: ResolutionPolicy = ResolutionPolicy(),
        keepalive: KeepalivePolicy = KeepalivePolicy(), ageMilliseconds: Int64 = 3_600_000,
        idleMilliseconds: Int64 = 1_800_000, connectionsPerReplicaMax: Int = 8
    ) {
        self.base = base
        self.connectMilliseconds = connectMilliseconds
        self.messageBytesMax = messageBytesMax
        self.streamWindowBytes = streamWindowBytes
        self.connectionWindowBytes = connectionWindowBytes
        self.waitingCallsMax = waitingCallsMax
        self.policies = policies
        self.throttle = throttle
        self.balancing = balancing
        self.outliers = outliers
        self.panicPercent = panicPercent
        self.healthService = healthService
        self.resolution = resolution
        self.keepalive = keepalive
        self.ageMilliseconds = min(max(ageMilliseconds, 0), Limits.timeoutMillisecondsMax)
        self.idleMilliseconds = min(max(idleMilliseconds, 0), Limits.timeoutMillisecondsMax)
        self.connectionsPerReplicaMax = min(max(connectionsPerReplicaMax, 1), Limits.connectionsPerReplicaMax)
    }

    /// These settings with stream ids that begin at `first` and rotate at `last`: for tests of the rotation.
    package func numbering(from first: UInt32, rotatingAt last: UInt32) -> ClientConfiguration {
        var copy = self
        copy.firstStream = first | 1
        copy.lastStream = last
        return copy
    }

    /// What a server is told; a server opens no streams.
    var settings: Settings {
        Settings(
            frameBytesMax: UInt32(min(max(messageBytesMax, 1), Limits.frameBytesMax)),
            streamWindowBytes: UInt32(min(max(streamWindowBytes, Limits.streamWindowBytes), Limits.windowBytesMax)),
            connectionWindowBytes: UInt32(
                min(max(connectionWindowBytes, Limits.connectionWindowBytes), Limits.windowBytesMax)),
            streamsMax: 0)
    }
}
