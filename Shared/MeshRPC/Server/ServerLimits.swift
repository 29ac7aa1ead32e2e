/// Bounds of one server that its operator may change; the defaults are the room's.
public struct ServerLimits: Sendable, Equatable {
    /// Streams a peer may have open on one connection; the excess is refused before any work.
    public var streamsPerConnectionMax: Int
    /// Largest message accepted, bytes; at most 4 MiB.
    public var messageBytesMax: Int
    /// Window of each stream towards us, bytes.
    public var streamWindowBytes: Int
    /// Window of each connection towards us, bytes.
    public var connectionWindowBytes: Int
    /// How long a TLS handshake may take, milliseconds.
    public var handshakeMilliseconds: Int64
    /// How long a connection may be without a stream and without a byte, milliseconds; 0 is for ever.
    public var idleMilliseconds: Int64
    /// How long a client may be silent before it is asked whether it lives, milliseconds; 0 is for ever. A client that
    /// speaks `colophon/1` is pinged; towards another the kernel's own probes do it, in whole seconds.
    public var keepaliveMilliseconds: Int64
    /// How long such a client has for its answer, or for any other byte, before its connection closes, milliseconds.
    public var keepaliveTimeoutMilliseconds: Int64
    /// How long a connection may live, give or take a tenth, milliseconds; then it is drained. 0 is for ever.
    public var ageMilliseconds: Int64
    /// How long the calls of a connection that is too old may still take, milliseconds.
    public var ageGraceMilliseconds: Int64
    /// How long a peer may take for one frame and for one TLS record, milliseconds, and a second more for every half KiB
    /// of it that arrives; 0 is for ever.
    public var frameMilliseconds: Int64
    /// Pings sooner after each other than this, with no answer of ours between them, are strikes; milliseconds, 0 is
    /// never.
    public var pingMillisecondsMin: Int64
    /// Calls that answer once, under way on one loop: this many are always let in.
    public var callsPerLoopMin: Int
    /// More than this many never; between the two the latency decides. 0 is without limit.
    public var callsPerLoopMax: Int
    /// How long a connection that leaves waits for the proof that its GoAway was read, milliseconds.
    public var drainProbeMilliseconds: Int64
    /// Connections open at once; the excess is closed at once.
    public var connectionsMax: Int

    /// The room's defaults, changed where an argument is given.
    public init(
        streamsPerConnectionMax: Int = 1_024, messageBytesMax: Int = 4 << 20, streamWindowBytes: Int = 256 << 10,
        connectionWindowBytes: Int = 4 << 20, handshakeMilliseconds: Int64 = 10_000, idleMilliseconds: Int64 = 0,
        keepaliveMilliseconds: Int64 = 60_000, keepaliveTimeoutMilliseconds: Int64 = 20_000,
        ageMilliseconds: Int64 = 0, ageGraceMilliseconds: Int64 = 60_000, frameMilliseconds: Int64 = 20_000,
        pingMillisecondsMin: Int64 = 1_000, callsPerLoopMin: Int = 256, callsPerLoopMax: Int = 4_096,
        drainProbeMilliseconds: Int64 = 2_000,
        connectionsMax: Int = 16_384
    ) {
        self.streamsPerConnectionMax = streamsPerConnectionMax
        self.messageBytesMax = messageBytesMax
        self.streamWindowBytes = streamWindowBytes
        self.connectionWindowBytes = connectionWindowBytes
        self.handshakeMilliseconds = handshakeMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.keepaliveMilliseconds = keepaliveMilliseconds
        self.keepaliveTimeoutMilliseconds = keepaliveTimeoutMilliseconds
        self.ageMilliseconds = ageMilliseconds
        self.ageGraceMilliseconds = ageGraceMilliseconds
        self.frameMilliseconds = frameMilliseconds
        self.pingMillisecondsMin = pingMillisecondsMin
        self.callsPerLoopMin = callsPerLoopMin
        self.callsPerLoopMax = callsPerLoopMax
        self.drainProbeMilliseconds = drainProbeMilliseconds
        self.connectionsMax = connectionsMax
    }

    /// How often connections are looked at: often enough for the shortest of these times.
    var tendMilliseconds: Int64 {
        let keepalive = keepaliveMilliseconds > 0 ? [keepaliveMilliseconds, keepaliveTimeoutMilliseconds] : []
        let times = ([idleMilliseconds, ageMilliseconds, frameMilliseconds] + keepalive)
            .filter { $0 > 0 }.map { $0 / 4 }
        return max(times.min().map { min($0, Limits.tendMilliseconds) } ?? Limits.tendMilliseconds, 10)
    }

    /// What a peer is told.
    var settings: Settings {
        Settings(
            frameBytesMax: UInt32(min(max(messageBytesMax, 1), Limits.frameBytesMax)),
            streamWindowBytes: UInt32(min(max(streamWindowBytes, Limits.streamWindowBytes), Limits.windowBytesMax)),
            connectionWindowBytes: UInt32(
                min(max(connectionWindowBytes, Limits.connectionWindowBytes), Limits.windowBytesMax)),
            streamsMax: UInt32(clamping: max(streamsPerConnectionMax, 1)))
    }
}
