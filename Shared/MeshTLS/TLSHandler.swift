public import Logging
import MeshKernel
public import NIOCore

/// TLS 1.3 with certificates on both sides, between the socket and the frame parser.
///
/// Nothing passes this handler before the peer's chain, validity, usage and identity are checked. Then it fires
/// `TLSEvent.established` and passes plaintext, in one buffer for each read turn. A refusal leaves one log line, is
/// fired as an error of type `TLSError`, and closes the channel. Writes are gathered until a flush and leave as one
/// buffer of records; their promises complete when the socket took it.
///
/// Bound to its channel's event loop. One handler serves one channel.
public final class TLSHandler: ChannelDuplexHandler {
    public typealias InboundIn = ByteBuffer
    public typealias InboundOut = ByteBuffer
    public typealias OutboundIn = ByteBuffer
    public typealias OutboundOut = ByteBuffer

    enum Phase {
        /// The channel is not active yet.
        case idle
        case handshaking
        case established
        /// The last bytes are on their way; nothing is read or written any more.
        case closing
        case closed
    }

    let credentials: TLSCredentials
    /// The service a client expects; nil at a server.
    let dialled: String?
    let protocols: [String]
    let handshakeTimeout: TimeAmount
    let logger: Logger

    var phase = Phase.idle
    var session: TLSSession?
    var remoteAddress: SocketAddress?
    /// The handshake's timeout first, the closing's later.
    var timer: Scheduled<Void>?
    /// What this read turn decrypted and nobody has seen yet.
    var plaintext = ByteBuffer()
    var hasDelivered = false
    var hasReceived = false
    /// Where in the peer's records we are.
    var progress = RecordProgress()
    /// What was written and not encrypted yet: less than one record once the handshake is finished.
    var pending = ByteBuffer()
    /// Completes with everything written since the last flush.
    var promise: EventLoopPromise<Void>?
    /// Completes when the channel is closed.
    var closePromise: EventLoopPromise<Void>?
    var isFlushWanted = false
    /// Whether encrypted bytes went on without a flush.
    var hasUnflushedOutput = false
    var isOutputEnded = false

    private init(
        _ credentials: TLSCredentials, dialled: String?, protocols: [String], handshakeTimeout: Duration?,
        logger: Logger
    ) {
        self.credentials = credentials
        self.dialled = dialled
        self.protocols = protocols
        self.handshakeTimeout =
            handshakeTimeout.map { .nanoseconds($0.wholeNanoseconds) }
            ?? .milliseconds(Limits.handshakeMilliseconds)
        self.logger = logger
    }

    /// The server's end. `protocols` are its application protocols, best first: a client that names some and none of
    /// these is refused, a client that names none gets none. `handshakeTimeout` is 10 s when nil.
    public static func server(
        _ credentials: TLSCredentials, protocols: [String], logger: Logger, handshakeTimeout: Duration? = nil
    ) -> TLSHandler {
        TLSHandler(
            credentials, dialled: nil, protocols: protocols, handshakeTimeout: handshakeTimeout, logger: logger)
    }

    /// The client's end, which refuses any peer but `service`. `protocols` are offered, best first; none are when it is
    /// empty. `handshakeTimeout` is 10 s when nil.
    public static func client(
        _ credentials: TLSCredentials, dialling service: String, protocols: [String], logger: Logger,
        handshakeTimeout: Duration? = nil
    ) -> TLSHandler {
        TLSHandler(
            credentials, dialled: service, protocols: protocols, handshakeTimeout: handshakeTimeout, logger: logger)
    }

    /// What both ends agreed on; nil before they did and after the channel closed. On the channel's event loop only.
    public var summary: TLSSummary? { session?.summary }

    /// Whether the peer's bytes so far end inside a record. On the channel's event loop only, as the two below.
    public var isInsideRecord: Bool { progress.isInside }

    /// Records that arrived whole, those of the handshake included.
    public var recordsIn: Int { progress.recordsIn }

    /// Bytes of records that arrived, whole or not.
    public var recordBytesIn: Int { progress.bytesIn }

    public func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    public func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    public func channelInactive(context: ChannelHandlerContext) {
        let last = phase
        deliver(context)
        release()
        switch last {
        case .handshaking:
            logRefusal(.closedInHandshake)
            context.fireErrorCaught(TLSError.closedInHandshake)
        case .established:
            context.fireErrorCaught(TLSError.truncated)
        case .idle, .closing, .closed:
            break
        }
        context.fireChannelInactive()
    }

    public func handlerRemoved(context: ChannelHandlerContext) {
        release()
    }

    public func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Only channels that allow half-closure say this; the others become inactive.
        if let event = event as? ChannelEvent, event == .inputClosed {
            deliver(context)
            switch phase {
            case .handshaking: fail(.closedInHandshake, context)
            case .established: fail(.truncated, context)
            case .closing: closeNow(context)
            case .idle, .closed: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Lets go of everything that belongs to the connection, once.
    private func release() {
        phase = .closed
        timer?.cancel()
        timer = nil
        session = nil
        pending = ByteBuffer()
        let waiting = promise
        promise = nil
        waiting?.fail(TLSError.closed)
        // The channel closed from its other side, which is what was asked for.
        let closing = closePromise
        closePromise = nil
        closing?.succeed()
    }
}

@available(*, unavailable)
extension TLSHandler: Sendable {}
