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
    var firstStream: UInt32 = 1
    var lastStream: UInt32 = Limits.streamIDRotation

    /// The room's defaults, changed where an argument is given.
    public init(
        base: Bool = false, connectMilliseconds: Int64 = 5_000, messageBytesMax: Int = 4 << 20,
        streamWindowBytes: Int = 256 << 10, connectionWindowBytes: Int = 4 << 20, waitingCallsMax: Int = 16_384
    ) {
        self.base = base
        self.connectMilliseconds = connectMilliseconds
        self.messageBytesMax = messageBytesMax
        self.streamWindowBytes = streamWindowBytes
        self.connectionWindowBytes = connectionWindowBytes
        self.waitingCallsMax = waitingCallsMax
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
