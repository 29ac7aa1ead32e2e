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
    /// Connections open at once; the excess is closed at once.
    public var connectionsMax: Int

    /// The room's defaults, changed where an argument is given.
    public init(
        streamsPerConnectionMax: Int = 1_024, messageBytesMax: Int = 4 << 20, streamWindowBytes: Int = 256 << 10,
        connectionWindowBytes: Int = 4 << 20, handshakeMilliseconds: Int64 = 10_000, idleMilliseconds: Int64 = 0,
        connectionsMax: Int = 16_384
    ) {
        self.streamsPerConnectionMax = streamsPerConnectionMax
        self.messageBytesMax = messageBytesMax
        self.streamWindowBytes = streamWindowBytes
        self.connectionWindowBytes = connectionWindowBytes
        self.handshakeMilliseconds = handshakeMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.connectionsMax = connectionsMax
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
