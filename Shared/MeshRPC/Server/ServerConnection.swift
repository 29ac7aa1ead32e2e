import Logging
import MeshKernel
import MeshTLS
import NIOCore
import ProtobufC
import Synchronization

/// A connection that a client has opened: its streams and what happens to them.
final class ServerConnection: Connection, @unchecked Sendable {
    let core: ServerCore
    let shard: ServerShard
    let address: String
    private(set) var streams = StreamTable<ServerContext>()
    private(set) var isDraining = false
    private var lastStream: UInt32 = 0
    var standing = CallerStanding.unknown
    var life: ConnectionLife
    var frameStall: StallWatch
    var recordStall: StallWatch
    var strikes: PingStrikes
    /// Moves its age, and stays when the limits change.
    let jitter: Double
    /// Below it; nil in-process.
    var tls: TLSHandler?
    private var isDrainSeen = false
    private var isFarewellSaid = false
    private var hasWaiters = false
    private var unsent = AnswerQueue()
    private var whenClosed: [@Sendable () -> Void] = []

    private static let drainProbe: UInt64 = 0x64_7261_696E

    init(core: ServerCore, shard: ServerShard, address: String) {
        self.core = core
        self.shard = shard
        self.address = address
        var logger = core.logger
        logger[metadataKey: "remote"] = "\(address)"
        jitter = Double(shard.loop.random.next() >> 11) * 0x1p-53
        life = shard.limits.life(openedAt: shard.loop.time.monotonic(), jitter: jitter)
        frameStall = shard.limits.stallWatch
        recordStall = shard.limits.stallWatch
        strikes = shard.limits.pingStrikes
        super.init(loop: shard.loop, settings: shard.settings, logger: logger)
        shard.add(self)
    }

    override var lastStreamSeen: UInt32 { lastStream }

    override func didEstablish() {
        renewStanding()
        probeSilentSocket()
    }

    // MARK: - Frames

    override func received(_ frame: Frame, type: FrameType) {
        switch type {
        case .request: request(frame)
        case .data: data(frame)
        case .cancel: cancel(frame)
        case .response: release(frame.payload.readableBytes)
        case .ping, .pong, .window, .goAway, .settings: break
        }
    }

    private func request(_ frame: Frame) {
        let stream = frame.header.stream
        let bytes = frame.payload.readableBytes
        release(bytes)
        guard stream & 1 == 1, stream <= Limits.streamIDMax, stream > lastStream else {
            return refuse(stream, .invalidArgument("stream ids are odd and rise; \(stream) came after \(lastStream)"))
        }
        // The last GoAway has named the last stream: the client asks elsewhere, and nothing may be done twice.
        guard !isFarewellSaid else { return refuse(stream, Refusal.beforeWork("the connection has taken its leave")) }
        lastStream = stream
        guard streams.count < Int(ownSettings.streamsMax) else {
            return refuse(stream, Refusal.beforeWork("the connection has \(streams.count) streams open"))
        }
        frame.payload.withUnsafeReadableBytes { payload in
            begin(stream: stream, flags: frame.header.flags, payload)
        }
    }

    private func begin(stream: UInt32, flags: FrameFlags, _ bytes: UnsafeRawBufferPointer) {
        let arena = loop.arena
        arena.reset()
        let request: RequestEnvelope
        do throws(ProtobufError) {
            request = try RequestEnvelope(bytes, in: arena)
        } catch {
            return refuse(stream, .invalidArgument("the request's envelope: \(error)"))
        }
        renewStanding()
        guard !standing.isBaseRefused else {
            return refuse(stream, .permissionDenied("this caller may not speak base ttrpc"))
        }
        guard let entry = core.methods.find(request.service, request.method) else {
            return refuse(stream, core.methods.unimplemented(request.service, request.method))
        }
        let now = loop.time.monotonic()
        let parent =
            request.metadata.isEmpty
            ? nil : request.metadata["traceparent"].flatMap(TraceContext.init(traceparent:))
        let context = ServerContext(
            entry: entry, connection: self, stream: stream, flags: flags, metadata: request.metadata,
            deadline: request.timeoutNanoseconds > 0
                ? Deadline(now.advanced(by: .nanoseconds(request.timeoutNanoseconds))) : nil,
            parentTrace: parent, trace: parent?.child(span: loop.random.next()) ?? loop.random.root(), began: now,
            bytesIn: bytes.count)
        counters.calls += 1
        core.inFlight.wrappingAdd(1, ordering: .relaxed)
        streams.insert(stream, context)
        if let refusal = admit(context) { return fail(context, refusal) }
        if let deadline = context.deadline {
            context.timer = loop.schedule(.server(context), due: deadline.moment, now: now)
        }
        entry.handler.start(context, request.payload, arena)
    }

    /// The fixed order: observers, the calling service and its share, the end user, the service's own hooks.
    private func admit(_ context: ServerContext) -> RPCError? {
        do throws(RPCError) {
            while context.interceptorsBegun < core.observers { try beginNext(context) }
            try checkCaller(context)
            try checkLoad(context)
            while context.interceptorsBegun < core.interceptors.count { try beginNext(context) }
            return nil
        } catch {
            return error
        }
    }

    private func beginNext(_ context: ServerContext) throws(RPCError) {
        let interceptor = core.interceptors[context.interceptorsBegun]
        context.interceptorsBegun += 1
        try interceptor.began(context)
    }

    private func data(_ frame: Frame) {
        let bytes = frame.payload.readableBytes
        let stream = frame.header.stream
        guard let context = streams[id: stream] else {
            release(bytes)
            // A stream that is over: the frame crossed our answer. Anything else was never opened.
            if stream & 1 == 0 || stream > lastStream {
                refuse(stream, .invalidArgument("Data on stream \(stream), which is not open"))
            }
            return
        }
        switch context.state.receiveData(flags: frame.header.flags, isEmpty: bytes == 0) {
        case .message: deliver(frame.payload, to: context)
        case .lastMessage:
            deliver(frame.payload, to: context)
            context.inbox?.finish(nil)
        case .end:
            release(bytes)
            context.inbox?.finish(nil)
        case .ignore: release(bytes)
        case .peerFault(let text):
            release(bytes)
            fail(context, .invalidArgument(text))
        }
    }

    private func deliver(_ payload: ByteBuffer, to context: ServerContext) {
        let bytes = payload.readableBytes
        guard let inbox = context.inbox else { return release(bytes) }
        if dialect == .colophon, !context.outlet.received(bytes) {
            release(bytes)
            return fail(context, .resourceExhausted("Data beyond the stream's window"))
        }
        let unread = inbox.unread
        // A base peer knows no window: what it may leave unread is the same, and its stream fails alone.
        guard unread.messages < Limits.streamUnreadMessagesMax,
            dialect == .colophon || unread.bytes == 0
                || unread.bytes + bytes <= Int(ownSettings.streamWindowBytes)
        else {
            release(bytes)
            return fail(context, .resourceExhausted("the stream's reader is too slow for a peer without windows"))
        }
        if dialect == .colophon, unread.messages == 0, context.messagesIn > 0 {
            grant(context.outlet.keptUp(bytes), stream: context.stream, isOpen: context.state.isRequestOpen)
        }
        context.messagesIn += 1
        context.bytesIn += bytes
        keepUnread(bytes)
        let arena = loop.arena
        arena.reset()
        let error = payload.withUnsafeReadableBytes { inbox.receive($0, arena: arena, chargedBytes: bytes) }
        if let error {
            takeUnread(bytes)
            context.refuse(error)
        }
    }

    private func cancel(_ frame: Frame) {
        guard let context = streams[id: frame.header.stream], context.state.receiveCancel() == .proceed else { return }
        end(context, .cancelled("the caller gave up"))
    }

    override func receivedOversize(_ header: FrameHeader) {
        let stream = header.stream
        let error = RPCError.resourceExhausted(
            "a frame of \(header.length) bytes; at most \(ownSettings.frameBytesMax) are accepted")
        switch header.knownType {
        case .request:
            if stream & 1 == 1, stream > lastStream { lastStream = stream }
            if let context = streams[id: stream] { fail(context, error) } else { refuse(stream, error) }
        case .data:
            if let context = streams[id: stream] { fail(context, error) }
        case .response, .ping, .pong, .cancel, .window, .goAway, .settings, nil: break
        }
    }

    override func received(_ goAway: GoAway) {
        // The client says goodbye; it closes when it has its answers.
        logger.debug("the client leaves: \(goAway.text)")
    }

    override func streamWindow(_ stream: UInt32, granted bytes: UInt32) -> Bool {
        guard let context = streams[id: stream] else { return true }
        guard context.outlet.grant(bytes) else { return false }
        context.outlet.wake()
        return true
    }

    override func streamWindowsResize(by bytes: Int) {
        for (_, context) in streams.sorted { context.outlet.resize(by: bytes) }
    }

    override func windowDidOpen() {
        while canSend, let (context, payload) = unsent.next() {
            payload.withUnsafeBytes { respond(to: context, $0) }
        }
        guard hasWaiters, hasRoom else { return }
        hasWaiters = false
        for (_, context) in streams.sorted where context.outlet.hasWaiters { context.outlet.wake() }
    }

    override func flush() {
        super.flush()
        // Writers that waited for this turn to end.
        if hasWaiters, isWritable { windowDidOpen() }
    }

    // MARK: - Answers

    func respond(to context: ServerContext, _ payload: UnsafeRawBufferPointer) {
        guard !context.isEnded else { return }
        guard canSend else {
            // The answer waits for the caller to read; its deadline goes on.
            guard unsent.add(payload, of: context) else {
                return fail(context, .resourceExhausted("the caller does not read: too many answers wait for it"))
            }
            return
        }
        let trailers = context.trailers
        let load =
            dialect == .colophon
            ? ServerLoad(inFlight: UInt32(clamping: core.inFlight.load(ordering: .relaxed)), limit: shard.callsMax)
            : nil
        let arena = loop.arena
        let written = writePayload {
            ResponseEnvelope.write(
                payload: payload, trailers: trailers, load: load, stream: context.stream,
                frameBytesMax: Int(peerSettings.frameBytesMax), arena: arena, to: &$0)
        }
        guard let written else {
            return fail(
                context, .resourceExhausted("the answer has \(payload.count) bytes, more than the caller accepts"))
        }
        _ = context.state.sendResponse()
        context.bytesOut += written
        context.messagesOut += 1
        end(context, nil)
    }

    func stream(_ message: PreparedMessage, from context: ServerContext) -> WriteStep {
        stream(byteCount: message.byteCount, from: context) {
            writeData(message, stream: context.stream)
        }
    }

    func stream(_ bytes: UnsafeRawBufferPointer, from context: ServerContext) -> WriteStep {
        stream(byteCount: bytes.count, from: context) {
            writeData(bytes, stream: context.stream)
        }
    }

    private func stream(
        byteCount: Int, from context: ServerContext, _ body: () -> Int?
    ) -> WriteStep {
        guard !context.isEnded else { return .refused(.cancelled("the call is over")) }
        guard hasRoom(for: context) else { return .full }
        switch context.state.sendMessage() {
        case .proceed: break
        case .ignore: return .refused(.cancelled("the call is over"))
        case .peerFault(let text), .ourBug(let text): return .refused(.internal(text))
        }
        guard let written = body() else {
            return .refused(.resourceExhausted("a message of \(byteCount) bytes is more than the caller accepts"))
        }
        context.outlet.sent(written)
        context.bytesOut += written
        context.messagesOut += 1
        return .written
    }

    /// Whether a message of this stream may go now.
    func hasRoom(for context: ServerContext) -> Bool {
        hasRoom && (dialect == .base || context.outlet.sendWindow.isOpen)
    }

    func mayHaveWaiters() {
        hasWaiters = true
    }

    func endStream(of context: ServerContext) {
        guard !context.isEnded else { return }
        let trailers = context.trailers
        if trailers.isEmpty || dialect == .base {
            guard context.state.sendEnd() == .proceed else { return }
            write {
                $0.writeFrameHeader(
                    length: 0, stream: context.stream, type: .data, flags: [.remoteClosed, .noData])
            }
        } else {
            guard context.state.sendEnd() == .proceed else { return }
            let arena = loop.arena
            arena.reset()
            _ = writePayload {
                ResponseEnvelope.write(
                    payload: UnsafeRawBufferPointer(start: nil, count: 0), trailers: trailers, load: nil,
                    stream: context.stream, frameBytesMax: Int(peerSettings.frameBytesMax), arena: arena, to: &$0)
            }
        }
        end(context, nil)
    }

    func fail(_ context: ServerContext, _ error: RPCError) {
        guard !context.isEnded, context.state.sendResponse() == .proceed else { return }
        refuse(context.stream, error, trailers: context.trailers)
        end(context, error)
    }

    /// An error as the answer on a stream, whether or not it is open. It may overdraw the window: nobody is served by
    /// an error that waits.
    private func refuse(_ stream: UInt32, _ error: RPCError, trailers: Metadata = Metadata()) {
        let arena = loop.arena
        arena.reset()
        _ = writePayload {
            ResponseEnvelope.write(
                error: error, trailers: trailers, stream: stream, frameBytesMax: Int(peerSettings.frameBytesMax),
                arena: arena, to: &$0)
        }
    }

    /// Grants what a stream's consumer has taken.
    func grant(_ bytes: UInt32, stream: UInt32, isOpen: Bool) {
        guard bytes > 0, isOpen else { return }
        writeControl { $0.writeWindow(stream: stream, bytes: bytes) }
    }

    /// What a handler's error tells the caller: a stated one as it is, anything else without its text.
    func status(of error: any Error, in context: ServerContext) -> RPCError {
        if let error = error as? RPCError { return error }
        if error is CancellationError { return .cancelled("the handler was cancelled") }
        logger.error(
            "a handler failed with an error that says no status",
            metadata: ["method": "\(context.method.fullName)", "error": "\(error)"])
        return .internal("the service failed")
    }

    /// The outcome is certain: everything that belongs to the call is given back.
    private func end(_ context: ServerContext, _ error: RPCError?) {
        context.isEnded = true
        streams.remove(context.stream)
        if context.timer >= 0 {
            loop.unschedule(context.timer)
            context.timer = TimerWheel<TimedCall>.none
        }
        if error != nil { context.task?.cancel() }
        context.task = nil
        if let inbox = context.inbox {
            context.inbox = nil
            let bytes = inbox.abort(error ?? .cancelled("the call is over"))
            if bytes > 0 { takeUnread(bytes) }
        }
        context.outlet.wake()
        core.inFlight.wrappingSubtract(1, ordering: .relaxed)
        let now = loop.time.monotonic()
        let nanoseconds = now.nanoseconds - context.began.nanoseconds
        if context.isLimited {
            shard.concurrency.end(
                now: now, method: context.entry.number, nanoseconds: error?.code == .cancelled ? nil : nanoseconds)
        }
        context.ledger?.end()
        shard.log.add(context, nanoseconds: nanoseconds, code: error?.code.rawValue ?? 0)
        if context.interceptorsBegun > 0 {
            let outcome = RPCOutcome(
                error: error, duration: .nanoseconds(nanoseconds), messagesIn: context.messagesIn,
                messagesOut: context.messagesOut, bytesIn: context.bytesIn, bytesOut: context.bytesOut)
            while context.interceptorsBegun > 0 {
                context.interceptorsBegun -= 1
                core.interceptors[context.interceptorsBegun].ended(context, outcome: outcome)
            }
        }
        if isDraining { farewellIfDone() }
    }

    // MARK: - Leaving

    /// Takes no more work once the client has heard of it, and closes after the last answer.
    func drain(_ reason: String = "the server is draining") {
        guard !isDraining, !isClosed else { return }
        isDraining = true
        // Nothing was asked yet: the client tries the next endpoint.
        guard dialect != nil else { return close(.closed) }
        writeControl {
            $0.writeGoAway(GoAway(lastStream: Limits.streamIDMax, code: 0, text: reason))
            $0.writePing(Self.drainProbe, isAnswer: false)
        }
        if dialect == .base { return farewellIfDone(isDrainSeen: true) }
        loop.eventLoop.scheduleTask(in: .milliseconds(shard.limits.drainProbeMilliseconds)) {
            self.farewellIfDone(isDrainSeen: true)
        }
    }

    override func mayPing() -> Bool {
        strikes.ping(now: loop.time.monotonic(), answers: counters.framesOut - counters.controlFramesOut)
    }

    override func receivedPong(_ opaque: UInt64) {
        guard isDraining, opaque == Self.drainProbe else { return }
        farewellIfDone(isDrainSeen: true)
    }

    private func farewellIfDone(isDrainSeen: Bool = false) {
        self.isDrainSeen = self.isDrainSeen || isDrainSeen
        guard self.isDrainSeen, streams.count == 0, !isFarewellSaid, !isClosed else { return }
        isFarewellSaid = true
        writeControl { $0.writeGoAway(GoAway(lastStream: lastStream, code: 0, text: "drained")) }
        // The client closes when it has read this; a close of ours could overtake it.
        let patience = dialect == .base ? 0 : shard.limits.drainProbeMilliseconds
        loop.eventLoop.scheduleTask(in: .milliseconds(patience)) { self.close(.closed) }
    }

    /// Gives up every call that is still open, then closes.
    func abandonCalls(_ error: RPCError) {
        for (_, context) in streams.sorted { fail(context, error) }
        close(.closed)
    }

    /// Runs `body` once the connection is closed, at once when it is.
    func onClose(_ body: @escaping @Sendable () -> Void) {
        if isClosed { body() } else { whenClosed.append(body) }
    }

    override func didClose(_ reason: ConnectionEnd) {
        logger.debug("connection closed: \(reason.words)")
        for (_, context) in streams.sorted {
            _ = context.state.receiveCancel()
            end(context, .cancelled("the connection ended: \(reason.words)"))
        }
        unsent = AnswerQueue()
        shard.remove(self)
        let callbacks = whenClosed
        whenClosed = []
        for callback in callbacks { callback() }
    }
}
