import DequeModule
import Logging
import MeshKernel
import NIOCore
import ProtobufC

/// A connection that we have opened: its calls, and those that wait for a stream.
final class ClientConnection: Connection, @unchecked Sendable {
    let endpoint: String
    private unowned let core: ClientCore
    private(set) var calls = StreamTable<OpenCall>()
    private(set) var isReady = false
    private(set) var isRetired = false
    private var waiting: Deque<WaitingCall> = []
    private var nextStream: UInt32
    private var lastAccepted = Limits.streamIDMax
    private var hasWaiters = false

    init(core: ClientCore, endpoint: String) {
        self.core = core
        self.endpoint = endpoint
        nextStream = core.configuration.firstStream
        var logger = core.logger
        logger[metadataKey: "endpoint"] = "\(endpoint)"
        super.init(loop: core.loop, settings: core.configuration.settings, logger: logger)
    }

    override func didEstablish() {
        guard dialect == .colophon || core.configuration.base else {
            return close(.peerFault("the server does not speak colophon/1"))
        }
        isReady = true
        core.established(self)
    }

    // MARK: - Calls out

    /// Sends a unary call, or keeps it until it can go.
    func start(_ call: UnaryCall, _ payload: UnsafeRawBufferPointer) {
        if mayOpen { open(call, payload) } else { wait(.unary(call, Array(payload))) }
    }

    /// Opens a streaming call, or keeps it until it can go.
    func start(_ call: StreamCall) {
        if mayOpen { open(call) } else { wait(.streaming(call)) }
    }

    @inline(__always)
    private var mayOpen: Bool {
        waiting.isEmpty && canSend && (dialect == .base || calls.count < Int(peerSettings.streamsMax))
    }

    private func wait(_ call: WaitingCall) {
        guard waiting.count < core.configuration.waitingCallsMax else {
            return call.fail(.resourceExhausted("\(waiting.count) calls wait for \(core.name) already"))
        }
        waiting.append(call)
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
        guard let written = writeRequest(call.head, payload, stream: stream, flags: []) else {
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
        let written = call.payload.withUnsafeBytes { writeRequest(call.head, $0, stream: stream, flags: flags) }
        guard let written else {
            return call.end(
                .resourceExhausted("a request of \(call.payload.count) bytes is more than the server accepts"))
        }
        calls.insert(stream, .streaming(call))
        call.opened(on: self, stream: stream, sentBytes: written)
        took(stream)
    }

    private func writeRequest(
        _ head: CallHead, _ payload: UnsafeRawBufferPointer, stream: UInt32, flags: FrameFlags
    ) -> Int? {
        let timeout = head.timeoutNanoseconds(now: loop.time.monotonic())
        let arena = loop.arena
        return writePayload {
            RequestEnvelope.write(
                path: head.path, payload: payload, timeoutNanoseconds: timeout, metadata: head.metadata,
                stream: stream, flags: flags, frameBytesMax: Int(peerSettings.frameBytesMax), arena: arena, to: &$0)
        }
    }

    private func took(_ stream: UInt32) {
        counters.calls += 1
        nextStream = stream + 2
        if nextStream >= core.configuration.lastStream { retire() }
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
        call.end(error)
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
        }
        lastAccepted = min(lastAccepted, goAway.lastStream)
        retire()
        for (stream, call) in calls.sorted where stream > lastAccepted {
            calls.remove(stream)
            switch call {
            case .unary(let call): call.resolve(.again, on: loop)
            case .streaming(let call): call.end(Refusal.beforeWork("\(core.name) is draining"))
            }
        }
        leaveIfDone()
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
        core.closed(self, reason)
        let lost = RPCError.unavailable("the connection to \(core.name) at \(endpoint) was lost: \(reason.words)")
        let open = calls.sorted
        calls = StreamTable()
        for (_, call) in open {
            switch call {
            case .unary(let call): call.resolve(.failed(lost), on: loop)
            case .streaming(let call):
                call.end(lost)
                call.connection = nil
            }
        }
        let unsent = waiting
        waiting = []
        for call in unsent where call.isAlive { core.start(call) }
    }
}
