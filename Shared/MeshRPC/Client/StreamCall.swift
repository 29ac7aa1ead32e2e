import MeshKernel
import NIOCore
public import ProtobufC

/// A streaming call of a client. Used on its loop only, but for what is immutable.
@usableFromInline
final class StreamCall: MessageOutlet, InboxOwner, @unchecked Sendable {
    enum Phase {
        /// Waits for a connection, a free stream or the window.
        case waiting
        case open
        case ended
    }

    let head: CallHead
    @usableFromInline let loop: RPCLoop
    let payload: [UInt8]
    var inbox: AnyInbox?
    var phase = Phase.waiting
    var connection: ClientConnection?
    var stream: UInt32 = 0
    var state: ClientStream
    var outlet = StreamOutlet(sendBytes: Limits.streamWindowBytes, receiveBytes: Limits.streamWindowBytes)
    var timer = TimerWheel<TimedCall>.none
    var error: RPCError?
    var trailers = Metadata()
    var messagesIn = 0
    var messagesOut = 0
    var bytesIn = 0
    var bytesOut = 0
    var plan = RetryPlan()
    /// Where the latest attempt was made; -1 for nowhere.
    var replica: Int32 = -1
    /// Whether the call belongs to its connection and never moves to another.
    let isPinned: Bool
    private let core: ClientCore
    private var isRequestFinished = false
    /// The requests sent so far, for another server; nil once the server has begun to answer or they are too many.
    private var replay: [ByteBuffer]? = []
    private var replayBytes = 0

    init(_ head: CallHead, core: ClientCore, payload: [UInt8], isPinned: Bool = false) {
        self.head = head
        self.core = core
        self.loop = core.loop
        self.payload = payload
        self.isPinned = isPinned
        let descriptor = head.path.descriptor
        state = ClientStream(
            requestStreaming: descriptor.requestStreaming, responseStreaming: descriptor.responseStreaming)
    }

    /// The Request is on its way.
    func opened(on connection: ClientConnection, stream: UInt32, sentBytes: Int) {
        phase = .open
        self.connection = connection
        self.stream = stream
        outlet.wake()
        outlet = StreamOutlet(
            sendBytes: Int(connection.peerSettings.streamWindowBytes),
            receiveBytes: Int(connection.ownSettings.streamWindowBytes))
        outlet.sent(sentBytes)
        bytesOut += sentBytes
        if !head.path.descriptor.requestStreaming { messagesOut = 1 }
        sendAgain()
        if isRequestFinished { sendEnd() }
    }

    // MARK: - Another attempt

    /// What an earlier server was sent goes to this one too: all of it fits into the window that every stream begins
    /// with. A server with a smaller one, or a connection that is full, is told nothing by halves.
    private func sendAgain() {
        guard let connection, let replay, !replay.isEmpty else { return }
        guard connection.dialect == .base || outlet.sendWindow.availableBytes > replayBytes, connection.canSend else {
            self.replay = nil
            return giveUp(.unavailable("the call was refused, and its requests do not fit into another"))
        }
        for message in replay {
            _ = state.sendMessage()
            let written = connection.writePayload { out -> Int? in
                out.writeFrameHeader(length: message.readableBytes, stream: stream, type: .data)
                return out.writeImmutableBuffer(message)
            }
            outlet.sent(written ?? 0)
            bytesOut += written ?? 0
        }
    }

    /// Remembers the message that ends `out`, in case another server has to be sent it.
    private func remember(_ out: ByteBuffer, _ bytes: Int) {
        guard replay != nil else { return }
        replayBytes += bytes
        guard replayBytes <= Limits.replayBytesMax, (replay?.count ?? 0) < Limits.replayMessagesMax,
            let copy = out.getSlice(at: out.writerIndex - bytes, length: bytes)
        else {
            replay = nil
            return
        }
        // A copy of its own: a slice would keep the whole buffer, and make the next write copy it.
        replay?.append(ByteBuffer(bytes: copy.readableBytesView))
    }

    /// The server has begun to answer: nobody else is asked.
    func commit() { replay = nil }

    /// Back to the state before the first attempt.
    func rewind() {
        phase = .waiting
        connection = nil
        stream = 0
        let descriptor = head.path.descriptor
        state = ClientStream(
            requestStreaming: descriptor.requestStreaming, responseStreaming: descriptor.responseStreaming)
    }

    /// The attempt has failed: another is made when that is possible and does no harm, else the failure is the call's.
    func fail(_ error: RPCError) {
        guard phase != .ended else { return }
        core.note(replica, error)
        if !isPinned, replay != nil, inbox != nil, core.restarts(self, after: error) { return }
        end(error)
    }

    // MARK: - Requests

    @usableFromInline
    func offer(_ message: PreparedMessage) -> WriteStep {
        offer(byteCount: message.byteCount) { $0.writeData(message, stream: stream) }
    }

    @usableFromInline
    func offer(_ bytes: UnsafeRawBufferPointer) -> WriteStep {
        offer(byteCount: bytes.count) { $0.writeData(bytes, stream: stream) }
    }

    private func offer(byteCount: Int, _ write: (ClientConnection) -> Int?) -> WriteStep {
        switch phase {
        case .waiting: return isRequestFinished ? .refused(.internal("a message after the last")) : .full
        case .ended: return .refused(error ?? .cancelled("the server has answered already"))
        case .open: break
        }
        guard let connection else { return .refused(.cancelled("the call is over")) }
        guard hasRoom else { return .full }
        switch state.sendMessage() {
        case .proceed: break
        case .ignore: return .refused(error ?? .cancelled("the server has answered already"))
        case .peerFault(let text), .ourBug(let text): return .refused(.internal(text))
        }
        guard let written = write(connection) else {
            return .refused(.resourceExhausted("a message of \(byteCount) bytes is more than the server accepts"))
        }
        if replay != nil { remember(connection.turnBytes, written) }
        outlet.sent(written)
        bytesOut += written
        messagesOut += 1
        return .written
    }

    /// Whether a message may go now.
    private var hasRoom: Bool {
        guard phase == .open, let connection, connection.hasRoom else { return false }
        return connection.dialect == .base || outlet.sendWindow.isOpen
    }

    @usableFromInline
    func waitForRoom(_ continuation: UnsafeContinuation<Void, Never>) {
        // Room may have come between the refusal and this.
        guard phase != .ended, !hasRoom else { return continuation.resume() }
        outlet.wait(continuation)
        connection?.mayHaveWaiters()
    }

    @usableFromInline
    func stopWaiting() {
        outlet.wake()
    }

    /// No more requests come.
    func finishRequests() async {
        await loop.ask {
            guard !self.isRequestFinished else { return }
            self.isRequestFinished = true
            if self.phase == .open { self.sendEnd() }
        }
    }

    private func sendEnd() {
        guard let connection, state.isRequestOpen, state.sendEnd() == .proceed else { return }
        connection.write {
            $0.writeFrameHeader(length: 0, stream: stream, type: .data, flags: [.remoteClosed, .noData])
        }
    }

    // MARK: - Responses

    func consumed(_ bytes: Int) {
        connection?.takeUnread(bytes)
        grant(outlet.consume(bytes))
    }

    /// Lets the server send more.
    func grant(_ bytes: UInt32) {
        guard phase == .open, let connection, bytes > 0, !state.isFinished else { return }
        let stream = stream
        connection.writeControl { $0.writeWindow(stream: stream, bytes: bytes) }
    }

    // MARK: - The end

    /// The server has answered, or never will.
    func end(_ error: RPCError?) {
        guard phase != .ended else { return }
        phase = .ended
        replay = nil
        self.error = error
        if timer >= 0 {
            loop.unschedule(timer)
            timer = TimerWheel<TimedCall>.none
        }
        inbox?.finish(error)
        outlet.wake()
    }

    func deadlineExpired() {
        timer = TimerWheel<TimedCall>.none
        giveUp(.deadlineExceeded("the deadline passed while \(head.path.descriptor.fullName) was under way"))
    }

    /// The caller waits no longer.
    func giveUp(_ error: RPCError) {
        guard phase != .ended else { return }
        if phase == .open, state.sendCancel() == .proceed {
            connection?.giveUp(stream: stream, code: error.code)
        }
        end(error)
        if let bytes = inbox?.abort(error), bytes > 0 { connection?.takeUnread(bytes) }
    }

    /// The caller's body is done. Returns how the call went.
    func leave(_ thrown: RPCError?) -> (error: RPCError?, end: MonotonicTime) {
        let wasEnded = phase == .ended
        if !wasEnded { giveUp(thrown ?? .cancelled("the caller has left")) }
        if let bytes = inbox?.abort(error ?? .cancelled("the caller has left")), bytes > 0 {
            connection?.takeUnread(bytes)
        }
        inbox = nil
        connection = nil
        // Leaving a stream that has given enough is no failure.
        return (wasEnded ? error : thrown, loop.time.monotonic())
    }
}
