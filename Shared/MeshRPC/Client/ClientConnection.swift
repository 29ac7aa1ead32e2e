import DequeModule
import Logging
import MeshKernel
import NIOCore
import ProtobufC

/// A connection that we have opened: its calls, and those that wait for a stream.
final class ClientConnection: Connection, @unchecked Sendable {
    let replica: Replica
    var endpoint: String { replica.name }
    /// The connection whose place this one takes.
    var predecessor: ClientConnection?
    /// The call by which the replica tells its health.
    var watch: StreamCall?
    private let core: ClientCore
    private(set) var calls = StreamTable<OpenCall>()
    private(set) var isReady = false
    private(set) var isRetired = false
    private var waiting: Deque<WaitingCall> = []
    private var nextStream: UInt32
    private var lastAccepted = Limits.streamIDMax
    private var hasWaiters = false
    private var isReplacing = false
    private var clock: ConnectionClock?
    private var nextLook: Scheduled<Void>?

    init(core: ClientCore, replica: Replica, replacing predecessor: ClientConnection?) {
        self.core = core
        self.replica = replica
        self.predecessor = predecessor
        nextStream = core.configuration.firstStream
        var logger = core.logger
        logger[metadataKey: "endpoint"] = "\(replica.name)"
        super.init(loop: core.loop, settings: core.configuration.settings, logger: logger)
    }

    override func didEstablish() {
        guard dialect == .colophon || core.configuration.base else {
            return close(.peerFault("the server does not speak colophon/1"))
        }
        isReady = true
        let busy = predecessor?.clock?.busy
        core.established(self)
        if !isClosed, !isRetired { startClock(busy: busy) }
    }

    // MARK: - Calls out

    /// Sends a unary call, or keeps it until it can go.
    func start(_ call: UnaryCall, _ payload: UnsafeRawBufferPointer) {
        if mayOpen { open(call, payload) } else { core.overflow(.unary(call, Array(payload)), from: self) }
    }

    /// Opens a streaming call, or keeps it until it can go.
    func start(_ call: StreamCall) {
        if mayOpen { open(call) } else { core.overflow(.streaming(call), from: self) }
    }

    /// Whether a call can go at once.
    @inline(__always)
    var mayOpen: Bool {
        waiting.isEmpty && canSend && (dialect == .base || calls.count < Int(peerSettings.streamsMax))
    }

    /// Whether the server takes no more streams.
    var isSaturated: Bool { dialect != .base && calls.count >= Int(peerSettings.streamsMax) }

    /// Calls that are open or wait here, but for the one that the client itself makes.
    var load: Int { calls.count + waiting.count - (isWatching ? 1 : 0) }

    /// Whether the replica tells its health over this connection.
    var isWatching: Bool { watch != nil }

    /// Keeps a call until it can go.
    func wait(_ call: WaitingCall) {
        if waiting.count >= core.configuration.waitingCallsMax { waiting.removeAll { !$0.isAlive } }
        guard waiting.count < core.configuration.waitingCallsMax else {
            return call.fail(.resourceExhausted("\(waiting.count) calls wait for \(core.name) already"))
        }
        waiting.append(call)
    }

    /// Another connection has come: what waits here may go there.
    func shareWaiting() {
        let calls = waiting
        waiting = []
        for call in calls where call.isAlive { core.start(call) }
    }

    private func startWaiting() {
        while !isClosed, let first = waiting.first {
            guard canSend, dialect == .base || calls.count < Int(peerSettings.streamsMax) else { return }
            waiting.removeFirst()
            guard first.isAlive else { continue }
            switch first {
            case .unary(let call, let payload): payload.withUnsafeBytes { open(call, $0) }
            case .streaming(let call): open(call)
            }
        }
    }

    private func open(_ call: UnaryCall, _ payload: UnsafeRawBufferPointer) {
        // The id is taken and the frame queued in one step: no other call comes between them.
        let stream = nextStream
        call.replica = replica.id
        let attempts = call.plan.failedAttempts + call.attempts
        guard let written = writeRequest(call.head, payload, stream: stream, flags: [], attempts: attempts) else {
            return call.giveUp(
                .resourceExhausted("a request of \(payload.count) bytes is more than the server accepts"))
        }
        call.stream = stream
        call.connection = self
        call.bytesOut += written
        calls.insert(stream, .unary(call))
        took(stream)
    }

    private func open(_ call: StreamCall) {
        let stream = nextStream
        let descriptor = call.head.path.descriptor
        let flags = ClientStream.requestFlags(
            requestStreaming: descriptor.requestStreaming, responseStreaming: descriptor.responseStreaming)
        call.replica = replica.id
        let attempts = call.plan.failedAttempts
        let written = call.payload.withUnsafeBytes {
            writeRequest(call.head, $0, stream: stream, flags: flags, attempts: attempts)
        }
        guard let written else {
            return call.end(
                .resourceExhausted("a request of \(call.payload.count) bytes is more than the server accepts"))
        }
        calls.insert(stream, .streaming(call))
        call.opened(on: self, stream: stream, sentBytes: written)
        took(stream)
    }

    private func writeRequest(
        _ head: CallHead, _ payload: UnsafeRawBufferPointer, stream: UInt32, flags: FrameFlags, attempts: Int
    ) -> Int? {
        let timeout = head.timeoutNanoseconds(now: loop.time.monotonic())
        var metadata = head.metadata
        // gRPC's A6: a server may want to know that it is not the first to be asked.
        if attempts > 0 { metadata["grpc-previous-rpc-attempts"] = "\(attempts)" }
        let arena = loop.arena
        return writePayload {
            RequestEnvelope.write(
                path: head.path, payload: payload, timeoutNanoseconds: timeout, metadata: metadata,
                stream: stream, flags: flags, frameBytesMax: Int(peerSettings.frameBytesMax), arena: arena, to: &$0)
        }
    }

    private func took(_ stream: UInt32) {
        counters.calls += 1
        nextStream = stream + 2
        guard nextStream >= core.configuration.lastStream else { return }
        // The rest of the ids lasts until another connection has taken over.
        if nextStream > Limits.streamIDMax { retire() } else { leaveSoon() }
    }

    /// Nobody waits for this stream any more.
    func giveUp(stream: UInt32, code: RPCError.Code) {
        guard calls.remove(stream) != nil else { return }
        writeControl { $0.writeCancel(stream: stream, code: code.rawValue) }
        callEnded()
    }

    private func callEnded() {
        if !waiting.isEmpty { startWaiting() }
        leaveIfDone()
    }

    // MARK: - Frames

    override func received(_ frame: Frame, type: FrameType) {
        let stream = frame.header.stream
        guard let call = calls[id: stream] else {
            // Given up, or never ours: nothing here waits for it.
            return release(type.isFlowControlled ? frame.payload.readableBytes : 0)
        }
        switch (type, call) {
        case (.response, .unary(let call)):
            release(frame.payload.readableBytes)
            calls.remove(stream)
            call.resolve(.response(frame.payload), on: loop)
            callEnded()
        case (.response, .streaming(let call)): response(frame, call)
        case (.data, .streaming(let call)): data(frame, call)
        case (.data, .unary(let call)):
            release(frame.payload.readableBytes)
            call.giveUp(.internal("the server sent Data for a method that answers once"))
        case (.cancel, .unary(let call)):
            calls.remove(stream)
            call.resolve(.failed(Self.cancellation(frame)), on: loop)
            callEnded()
        case (.cancel, .streaming(let call)):
            if call.state.receiveCancel() == .proceed { finish(call, Self.cancellation(frame)) }
        case (.request, _): release(frame.payload.readableBytes)
        case (.ping, _), (.pong, _), (.window, _), (.goAway, _), (.settings, _): break
        }
    }

    private static func cancellation(_ frame: Frame) -> RPCError {
        let number = frame.payload.getInteger(at: frame.payload.readerIndex, as: Int32.self)
        return RPCError(number.flatMap(RPCError.Code.init(wire:)) ?? .cancelled, "the server gave the call up")
    }

    private func response(_ frame: Frame, _ call: StreamCall) {
        let bytes = frame.payload.readableBytes
        release(bytes)
        guard call.state.receiveResponse() == .proceed else { return }
        call.bytesIn += bytes
        let arena = loop.arena
        arena.reset()
        let error: RPCError? = frame.payload.withUnsafeReadableBytes { payload in
            do throws(ProtobufError) {
                let envelope = try ResponseEnvelope(payload, in: arena)
                call.trailers = envelope.trailers
                if let error = envelope.error { return error }
                call.commit()
                // A stream may end with a Response that brings only trailers.
                guard !call.head.path.descriptor.responseStreaming || !envelope.payload.isEmpty else { return nil }
                call.messagesIn += 1
                return call.inbox?.receive(envelope.payload, arena: arena, chargedBytes: 0).map(Self.malformed)
            } catch {
                return Self.malformed(error)
            }
        }
        finish(call, error)
    }

    private func data(_ frame: Frame, _ call: StreamCall) {
        let bytes = frame.payload.readableBytes
        switch call.state.receiveData(flags: frame.header.flags, isEmpty: bytes == 0) {
        case .message: deliver(frame.payload, to: call)
        case .lastMessage:
            deliver(frame.payload, to: call)
            finish(call, nil)
        case .end:
            release(bytes)
            finish(call, nil)
        case .ignore: release(bytes)
        case .peerFault(let text):
            release(bytes)
            call.giveUp(.internal(text))
        }
    }

    private func deliver(_ payload: ByteBuffer, to call: StreamCall) {
        let bytes = payload.readableBytes
        guard let inbox = call.inbox else { return release(bytes) }
        guard dialect == .base || call.outlet.received(bytes) else {
            release(bytes)
            return call.giveUp(.resourceExhausted("the server sent beyond the stream's window"))
        }
        let unread = inbox.unread
        guard unread.messages < Limits.streamUnreadMessagesMax,
            dialect == .colophon || unread.bytes == 0
                || unread.bytes + bytes <= Int(ownSettings.streamWindowBytes)
        else {
            release(bytes)
            return call.giveUp(.resourceExhausted("the stream's reader is too slow for a peer without windows"))
        }
        call.commit()
        if dialect == .colophon, unread.messages == 0, call.messagesIn > 0 { call.grant(call.outlet.keptUp(bytes)) }
        call.messagesIn += 1
        call.bytesIn += bytes
        keepUnread(bytes)
        let arena = loop.arena
        arena.reset()
        let error = payload.withUnsafeReadableBytes { inbox.receive($0, arena: arena, chargedBytes: bytes) }
        if let error {
            takeUnread(bytes)
            call.giveUp(Self.malformed(error))
        }
    }

    private static func malformed(_ error: ProtobufError) -> RPCError {
        .internal("the server's answer: \(error)")
    }

    private func finish(_ call: StreamCall, _ error: RPCError?) {
        calls.remove(call.stream)
        if let error { call.fail(error) } else { call.end(nil) }
        callEnded()
    }

    override func receivedOversize(_ header: FrameHeader) {
        guard let call = calls[id: header.stream] else { return }
        let error = RPCError.resourceExhausted(
            "an answer of \(header.length) bytes; at most \(ownSettings.frameBytesMax) are accepted")
        switch call {
        case .unary(let call): call.giveUp(error)
        case .streaming(let call): call.giveUp(error)
        }
    }

    override func streamWindow(_ stream: UInt32, granted bytes: UInt32) -> Bool {
        guard case .streaming(let call)? = calls[id: stream] else { return true }
        guard call.outlet.grant(bytes) else { return false }
        call.outlet.wake()
        return true
    }

    override func streamWindowsResize(by bytes: Int) {
        for (_, call) in calls.sorted {
            if case .streaming(let call) = call { call.outlet.resize(by: bytes) }
        }
    }

    override func streamsMaxDidChange() {
        startWaiting()
    }

    override func windowDidOpen() {
        startWaiting()
        guard hasWaiters, hasRoom else { return }
        hasWaiters = false
        for (_, call) in calls.sorted {
            if case .streaming(let call) = call, call.outlet.hasWaiters { call.outlet.wake() }
        }
    }

    func mayHaveWaiters() {
        hasWaiters = true
    }

    override func flush() {
        super.flush()
        if hasWaiters, isWritable { windowDidOpen() }
    }

    // MARK: - Leaving

    override func received(_ goAway: GoAway) {
        if goAway.code != 0 {
            logger.warning("the server closes the connection: \(goAway.text)", metadata: ["code": "\(goAway.code)"])
            if goAway.code == UInt32(RPCError.Code.resourceExhausted.rawValue) { core.calmDown() }
        }
        lastAccepted = min(lastAccepted, goAway.lastStream)
        retire()
        for (stream, call) in calls.sorted where stream > lastAccepted {
            calls.remove(stream)
            switch call {
            case .unary(let call): call.resolve(.again, on: loop)
            case .streaming(let call): call.fail(Refusal.beforeWork("\(core.name) is draining"))
            }
        }
        leaveIfDone()
    }

    /// Asks for a successor, and goes on until it has come.
    func leaveSoon() {
        guard !isReplacing, !isRetired else { return }
        isReplacing = true
        core.replace(self)
    }

    /// No successor could be had: another attempt later.
    func successorFailed(notBefore: MonotonicTime, now: MonotonicTime) {
        let pause = max(notBefore.nanoseconds - now.nanoseconds, Limits.backoffFirstMilliseconds * 1_000_000)
        loop.eventLoop.scheduleTask(in: .nanoseconds(pause)) { [weak self] in
            guard let self, !self.isClosed, !self.isRetired else { return }
            self.core.replace(self)
        }
    }

    /// Ends the call by which health is told.
    func stopWatching() {
        guard let watch else { return }
        self.watch = nil
        watch.giveUp(.cancelled("the connection leaves"))
    }

    // MARK: - Time

    private func startClock(busy: MonotonicTime?) {
        let configuration = core.configuration
        let now = loop.time.monotonic()
        var idle = configuration.idleMilliseconds
        if replica.ready.count > 1 {
            idle = idle > 0 ? min(idle, Limits.surplusIdleMilliseconds) : Limits.surplusIdleMilliseconds
        }
        var keepalive = configuration.keepalive
        if dialect == .base {
            probeSocket(
                afterMilliseconds: keepalive.intervalMilliseconds, timeoutMilliseconds: keepalive.timeoutMilliseconds)
        }
        keepalive.intervalMilliseconds = dialect == .base ? 0 : keepalive.intervalMilliseconds * core.calm
        clock = ConnectionClock(
            keepalive: keepalive, ageMilliseconds: configuration.ageMilliseconds, idleMilliseconds: idle,
            chance: core.chance(), now: now, busy: busy)
        planLook(now: now)
    }

    private func planLook(now: MonotonicTime) {
        guard let moment = clock?.next(now: now), !isClosed else { return }
        let pause = max(moment.nanoseconds - now.nanoseconds, 0)
        nextLook = loop.eventLoop.scheduleTask(in: .nanoseconds(pause)) { [weak self] in self?.look() }
    }

    private func look() {
        guard !isClosed else { return }
        let now = loop.time.monotonic()
        let verdict = clock?.look(
            now: now, bytesIn: counters.bytesIn, callsBegun: counters.calls,
            callsOpen: calls.count + waiting.count - (isWatching ? 1 : 0))
        switch verdict {
        case .nothing, nil: break
        case .ping: writeControl { $0.writePing(Self.keepaliveProbe, isAnswer: false) }
        case .dead:
            // Behind what a slow server has still to read, the ping has not reached it yet.
            if isMoving(withinMilliseconds: core.configuration.keepalive.timeoutMilliseconds / 2) {
                clock?.hear(now: now)
                break
            }
            return close(.transport("no answer to a ping in \(core.configuration.keepalive.timeoutMilliseconds) ms"))
        case .aged: leaveSoon()
        case .idle: if !isRetired { core.isIdle(self, now: now) }
        }
        planLook(now: now)
    }

    private static let keepaliveProbe: UInt64 = 0x61_6C_69_76_65

    /// Whether a call was seen here after `moment`.
    func wasBusy(after moment: MonotonicTime) -> Bool {
        load > 0 || (clock.map { $0.busy > moment } ?? true)
    }

    /// Takes no new calls, finishes those it has, then closes.
    func retire() {
        guard !isRetired else { return }
        isRetired = true
        core.retired(self)
        // What waits here has been seen by nobody: it goes to the next connection.
        let calls = waiting
        waiting = []
        for call in calls where call.isAlive { core.start(call) }
        if isReady { leaveIfDone() }
    }

    private func leaveIfDone() {
        guard isRetired, calls.count == 0, !isClosed else { return }
        close(.closed)
    }

    /// Gives up every call, then closes.
    func abandonCalls(_ error: RPCError) {
        isRetired = true
        let calls = waiting
        waiting = []
        for call in calls { call.fail(error) }
        for (_, call) in self.calls.sorted {
            switch call {
            case .unary(let call): call.giveUp(error)
            case .streaming(let call): call.giveUp(error)
            }
        }
        close(.closed)
    }

    override func didClose(_ reason: ConnectionEnd) {
        isRetired = true
        nextLook?.cancel()
        nextLook = nil
        core.closed(self, reason)
        let lost = RPCError.unavailable("the connection to \(core.name) at \(endpoint) was lost: \(reason.words)")
        let open = calls.sorted
        calls = StreamTable()
        for (_, call) in open {
            switch call {
            case .unary(let call): call.resolve(.failed(lost), on: loop)
            case .streaming(let call):
                if call.connection === self { call.connection = nil }
                call.fail(lost)
            }
        }
        let unsent = waiting
        waiting = []
        for call in unsent where call.isAlive { core.start(call) }
    }
}
