import Logging
import MeshKernel
import MeshTLS
import NIOCore
import ProtobufC

/// What both roles share: frames in and out, flow control of the connection, control frames. All of it runs on its
/// loop; nothing here is locked.
class Connection: @unchecked Sendable {
    final let loop: RPCLoop
    final var logger: Logger
    final let ownSettings: Settings
    final var peerSettings = Settings.initial
    /// Nil until TLS is established.
    final var dialect: Dialect?
    /// Nil until TLS is established.
    final var peer: PeerIdentity?
    final var isClosed = false
    final var isWritable = true
    final var counters = ConnectionCounters()
    final var sendWindow = SendWindow(bytes: Limits.connectionWindowBytes)
    final let opened: MonotonicTime

    final private(set) var link = Link.none
    private final var decoder: FrameDecoder
    private final var out = ByteBuffer()
    private final var isWriting = false
    /// Whether pieces of a large frame went to the transport since its last flush.
    private final var hasUnflushedPieces = false
    private final var unsentBytes = 0
    final private(set) var receiveWindow: ReceiveWindow
    private final var control: ControlBudget
    private final var unreadBytes = 0
    private final var withheldBytes = 0
    private final var failure: ConnectionEnd?

    init(loop: RPCLoop, settings: Settings, logger: Logger) {
        self.loop = loop
        self.ownSettings = settings
        self.logger = logger
        opened = loop.time.monotonic()
        decoder = FrameDecoder(frameBytesMax: Int(settings.frameBytesMax))
        receiveWindow = ReceiveWindow(
            bytes: Int(settings.connectionWindowBytes), beforeSettings: Limits.connectionWindowBytes)
        control = ControlBudget(perSecond: Limits.controlFramesPerSecondMax, now: opened)
    }

    // MARK: - What a role adds

    func didEstablish() {}
    func received(_ frame: Frame, type: FrameType) {}
    func receivedOversize(_ header: FrameHeader) {}
    func received(_ goAway: GoAway) {}
    /// Whether the peer may ask now; when not, the connection is given up.
    func mayPing() -> Bool { true }
    func receivedPong(_ opaque: UInt64) {}
    func windowDidOpen() {}
    func streamWindow(_ stream: UInt32, granted bytes: UInt32) -> Bool { true }
    func streamWindowsResize(by bytes: Int) {}
    func streamsMaxDidChange() {}
    func didClose(_ end: ConnectionEnd) {}

    // MARK: - The transport's side

    final func attach(_ link: Link) {
        self.link = link
    }

    /// TLS is done (or the in-process pipe is joined): from here frames flow.
    final func established(peer: PeerIdentity, applicationProtocol: String?) {
        guard !isClosed, dialect == nil else { return }
        self.peer = peer
        let dialect = Dialect(applicationProtocol: applicationProtocol)
        self.dialect = dialect
        logger[metadataKey: "peer"] = "\(peer)"
        if dialect == .colophon { writeControl { $0.writeSettings(ownSettings) } }
        didEstablish()
    }

    final func bytesArrived(_ bytes: ByteBuffer) {
        guard !isClosed else { return }
        loop.beginTurn()
        counters.bytesIn += bytes.readableBytes
        decoder.append(bytes)
        while !isClosed {
            switch decoder.next() {
            case .frame(let frame):
                dispatch(frame)
                loop.flushEarly()
            case .oversize(let header): oversize(header)
            case .alien(let alien):
                logger.warning("closing: the peer does not speak ttrpc, this looks like \(alien)")
                close(.peerFault("the peer does not speak ttrpc, this looks like \(alien)"))
            case .needMore: return
            }
        }
    }

    final func bytesEnded() {
        loop.endTurn()
    }

    final func writabilityChanged(_ isWritable: Bool) {
        self.isWritable = isWritable
        guard isWritable else { return }
        unsentBytes = 0
        windowDidOpen()
    }

    /// The transport reports why it is about to end.
    final func failed(_ end: ConnectionEnd) {
        if failure == nil { failure = end }
    }

    /// The transport has ended.
    final func disconnected() {
        finish(failure ?? .peerLeft)
    }

    /// Whether the bytes so far end inside a frame.
    final var isInsideFrame: Bool { decoder.isInsideFrame }

    // MARK: - Frames in

    private final func dispatch(_ frame: Frame) {
        counters.framesIn += 1
        guard let type = frame.header.knownType, dialect == .colophon || type.isFlowControlled else {
            // A frame of tomorrow, or an extension from a peer that has not chosen it, is skipped.
            spendControl()
            return
        }
        switch type {
        case .request, .response, .data:
            guard receive(frame.payload.readableBytes) else { return }
            received(frame, type: type)
        case .cancel:
            guard spendControl() else { return }
            received(frame, type: type)
        case .ping:
            guard spendControl() else { return }
            guard let opaque = frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt64.self),
                frame.header.length == 8
            else { return abandon(.invalidArgument, "a Ping has eight bytes") }
            guard mayPing() else {
                return abandon(.resourceExhausted, "enhance your calm: too many pings")
            }
            writeControl { $0.writePing(opaque, isAnswer: true) }
        case .pong:
            guard spendControl(), let opaque = frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt64.self)
            else { return }
            receivedPong(opaque)
        case .window: window(frame)
        case .goAway:
            guard spendControl() else { return }
            guard let goAway = GoAway(frame.payload) else {
                return abandon(.invalidArgument, "a GoAway has at least eight bytes")
            }
            received(goAway)
        case .settings: settings(frame)
        }
    }

    private final func window(_ frame: Frame) {
        guard let bytes = frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt32.self),
            frame.header.length == 4
        else { return abandon(.invalidArgument, "a Window has four bytes") }
        if frame.header.stream == 0 {
            guard sendWindow.grant(bytes) else {
                return abandon(.resourceExhausted, "the connection's window overflows")
            }
            windowDidOpen()
        } else if !streamWindow(frame.header.stream, granted: bytes) {
            abandon(.resourceExhausted, "the window of stream \(frame.header.stream) overflows")
        }
    }

    private final func settings(_ frame: Frame) {
        guard spendControl() else { return }
        guard let settings = peerSettings.updated(by: frame.payload) else {
            return abandon(.invalidArgument, "malformed Settings")
        }
        let old = peerSettings
        peerSettings = settings
        sendWindow.resize(by: Int(settings.connectionWindowBytes) - Int(old.connectionWindowBytes))
        if settings.streamWindowBytes != old.streamWindowBytes {
            streamWindowsResize(by: Int(settings.streamWindowBytes) - Int(old.streamWindowBytes))
        }
        windowDidOpen()
        streamsMaxDidChange()
    }

    private final func oversize(_ header: FrameHeader) {
        counters.framesIn += 1
        if header.knownType?.isFlowControlled == true {
            // Its bytes are skipped as they come; towards the windows they count at once.
            guard receive(Int(header.length)) else { return }
            release(Int(header.length))
        } else {
            guard spendControl() else { return }
        }
        receivedOversize(header)
    }

    @discardableResult
    private final func spendControl() -> Bool {
        if control.spend(now: loop.time.monotonic()) { return true }
        abandon(.resourceExhausted, "enhance your calm: too many control frames")
        return false
    }

    // MARK: - The connection's receive window

    @inline(__always)
    private final func receive(_ bytes: Int) -> Bool {
        guard dialect == .colophon else { return true }
        if receiveWindow.receive(bytes) { return true }
        abandon(.resourceExhausted, "a frame beyond the connection's window")
        return false
    }

    /// Received bytes are out of our hands at once: a Request, a Response, Data nobody wants.
    @inline(__always)
    final func release(_ bytes: Int) {
        guard dialect == .colophon else { return }
        let grant = receiveWindow.consume(bytes)
        if grant > 0 { writeControl { $0.writeWindow(stream: 0, bytes: grant) } }
    }

    /// Received bytes lie in a stream until its consumer takes them. Each stream is bounded by its own window, so one
    /// slow reader does not cost the others the connection's; only a great heap of unread bytes holds it back.
    final func keepUnread(_ bytes: Int) {
        unreadBytes += bytes
        if unreadBytes > Limits.connectionUnreadBytesMax { withheldBytes += bytes } else { release(bytes) }
    }

    /// A consumer has taken bytes that were kept, or they were thrown away with their stream.
    final func takeUnread(_ bytes: Int) {
        unreadBytes -= bytes
        if withheldBytes > 0, unreadBytes <= Limits.connectionUnreadBytesMax {
            let bytes = withheldBytes
            withheldBytes = 0
            release(bytes)
        }
    }

    // MARK: - Frames out

    /// Whether a frame with payload may go now.
    @inline(__always)
    final var canSend: Bool { dialect == .base || sendWindow.isOpen }

    /// Whether streaming writers may add to this turn's bytes.
    final var hasRoom: Bool { canSend && isWritable && out.readableBytes < Limits.turnBytesMax }

    /// Appends frames to this turn's bytes, which leave together at its end.
    @inline(__always)
    final func write<T>(_ body: (inout ByteBuffer) -> T) -> T {
        if !isWriting {
            isWriting = true
            out = loop.takeBuffer()
            loop.willFlush(self)
        }
        defer { if isFull { loop.mayFlushEarly() } }
        return body(&out)
    }

    /// This turn's bytes so far.
    final var turnBytes: ByteBuffer { out }

    /// Whether this turn's bytes need not wait for its end.
    final var isFull: Bool { hasUnflushedPieces || out.readableBytes >= Limits.earlyFlushBytes }

    /// The same for a frame with payload, whose bytes are taken from the connection's window; nil when too large.
    @inline(__always)
    final func writePayload(_ body: (inout ByteBuffer) -> Int?) -> Int? {
        guard let bytes = write(body) else { return nil }
        sendWindow.consume(bytes)
        counters.framesOut += 1
        return bytes
    }

    /// A Data frame with a message; nil, with nothing written, when that is too large for the peer.
    final func writeData(_ message: PreparedMessage, stream: UInt32) -> Int? {
        let count = message.byteCount
        let limit = Int(peerSettings.frameBytesMax)
        guard count >= Limits.pieceBytes else {
            return writePayload {
                $0.writeFrame(message, stream: stream, type: .data, flags: [], frameBytesMax: limit)
            }
        }
        guard count <= limit else { return nil }
        return writePayload(inPieces: count, stream: stream) { message.write(inPieces: appendInPieces) }
    }

    /// The same for a message that is bytes already.
    final func writeData(_ bytes: UnsafeRawBufferPointer, stream: UInt32) -> Int? {
        guard bytes.count <= Int(peerSettings.frameBytesMax) else { return nil }
        guard bytes.count >= Limits.pieceBytes else {
            return writePayload {
                $0.writeFrameHeader(length: bytes.count, stream: stream, type: .data)
                return $0.writeBytes(bytes)
            }
        }
        return writePayload(inPieces: bytes.count, stream: stream) { appendInPieces(bytes) }
    }

    private final func writePayload(inPieces count: Int, stream: UInt32, _ append: () -> Void) -> Int {
        write { $0.writeFrameHeader(length: count, stream: stream, type: .data) }
        append()
        if isFull { loop.mayFlushEarly() }
        sendWindow.consume(count)
        counters.framesOut += 1
        return count
    }

    private final func appendInPieces(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(max(Limits.pieceBytes - out.readableBytes, 0))
            out.writeBytes(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if out.readableBytes >= Limits.pieceBytes { passPieceOn() }
        }
    }

    /// Gives the transport what there is so far; it leaves with the turn's flush.
    private final func passPieceOn() {
        var piece = ByteBuffer()
        swap(&piece, &out)
        counters.bytesOut += piece.readableBytes
        switch link {
        case .none: break
        case .channel(let context):
            context.write(NIOAny(piece), promise: nil)
            hasUnflushedPieces = true
        case .pipe(let end): end.send(piece)
        }
        // The same memory again, when the transport has let go of it.
        piece.clear(minimumCapacity: Limits.pieceBytes)
        out = piece
    }

    /// The same for a frame that bypasses the windows.
    final func writeControl(_ body: (inout ByteBuffer) -> Void) {
        guard dialect == .colophon, !isClosed else { return }
        counters.framesOut += 1
        counters.controlFramesOut += 1
        write(body)
    }

    /// Hands the turn's bytes to the transport.
    func flush() {
        guard isWriting else { return }
        isWriting = false
        var bytes = ByteBuffer()
        swap(&bytes, &out)
        guard !isClosed, bytes.readableBytes > 0 || hasUnflushedPieces else { return loop.giveBack(bytes) }
        hasUnflushedPieces = false
        counters.bytesOut += bytes.readableBytes
        if !isWritable {
            unsentBytes += bytes.readableBytes
            if unsentBytes > Limits.unsentBytesMax {
                logger.warning("closing: the peer does not read")
                return close(.peerFault("the peer does not read: \(unsentBytes) bytes wait for it"))
            }
        }
        switch link {
        case .none: break
        case .channel(let context): context.writeAndFlush(NIOAny(bytes), promise: nil)
        case .pipe(let end): end.send(bytes)
        }
        loop.giveBack(bytes)
    }

    // MARK: - The end

    /// The peer broke the protocol beyond one stream: says so and closes.
    final func abandon(_ code: RPCError.Code, _ text: String) {
        guard !isClosed else { return }
        logger.warning("closing: \(text)")
        writeControl {
            $0.writeGoAway(GoAway(lastStream: lastStreamSeen, code: UInt32(code.rawValue), text: text))
        }
        flush()
        guard !isClosed else { return }
        // Closing with unread input resets the connection, and a reset can overtake the farewell: what still comes is
        // thrown away for a moment.
        let link = link
        finish(.peerFault(text))
        loop.eventLoop.scheduleTask(in: .milliseconds(Limits.farewellMilliseconds)) { Self.end(link) }
    }

    /// The highest stream the peer has opened here.
    var lastStreamSeen: UInt32 { 0 }

    /// Writes what is left, then closes the transport.
    final func close(_ end: ConnectionEnd) {
        guard !isClosed else { return }
        flush()
        guard !isClosed else { return }
        let link = link
        finish(end)
        Self.end(link)
    }

    private static func end(_ link: Link) {
        switch link {
        case .none: break
        case .channel(let context): context.close(promise: nil)
        case .pipe(let end): end.close()
        }
    }

    private final func finish(_ end: ConnectionEnd) {
        guard !isClosed else { return }
        isClosed = true
        link = .none
        loop.breakTurn()
        didClose(end)
    }
}
