public import MeshKernel
public import MeshTLS
import NIOCore
public import ProtobufC
import Synchronization

/// One call on a server: what is known of it, and how its handler answers. A call is cancelled by cancelling its
/// handler's task, and every call that the handler makes with it.
public final class ServerContext: @unchecked Sendable {
    // The public part is immutable or locked; everything else is used on the call's loop only.

    /// The caller's metadata.
    public let metadata: Metadata
    /// When the caller stops waiting, by our clock.
    public let deadline: Deadline?
    /// This call's own span: a child of the caller's, or the start of a trace.
    public let trace: TraceContext
    /// The span that made this call, if it was named.
    public let parentTrace: TraceContext?
    /// When the request arrived.
    public let began: MonotonicTime
    /// Number of the stream on its connection.
    public let stream: UInt32

    let entry: MethodEntry
    let connection: ServerConnection
    var state: ServerStream
    var timer: Int32 = TimerWheel<TimedCall>.none
    var task: Task<Void, Never>?
    var inbox: AnyInbox?
    var outlet: StreamOutlet
    var messagesIn = 1
    var messagesOut = 0
    var bytesIn: Int
    var bytesOut = 0
    var interceptorsBegun = 0
    var isEnded = false
    /// Whether it counts towards its loop's limit.
    var isLimited = false
    /// What it counts towards of its caller's quota.
    var ledger: QuotaLedger?
    private let shared = Mutex(Shared())

    private struct Shared {
        var trailers = Metadata()
        var caller: Caller?
    }

    init(
        entry: MethodEntry, connection: ServerConnection, stream: UInt32, flags: FrameFlags, metadata: Metadata,
        deadline: Deadline?, parentTrace: TraceContext?, trace: TraceContext, began: MonotonicTime, bytesIn: Int
    ) {
        self.entry = entry
        self.connection = connection
        self.stream = stream
        self.metadata = metadata
        self.deadline = deadline
        self.parentTrace = parentTrace
        self.trace = trace
        self.began = began
        self.bytesIn = bytesIn
        let descriptor = entry.handler.descriptor
        state = ServerStream(
            requestStreaming: descriptor.requestStreaming, responseStreaming: descriptor.responseStreaming,
            flags: flags)
        outlet = StreamOutlet(
            sendBytes: Int(connection.peerSettings.streamWindowBytes),
            receiveBytes: Int(connection.ownSettings.streamWindowBytes))
    }

    // MARK: - What is known

    /// The method called.
    public var method: MethodDescriptor { entry.descriptor }

    /// Who calls, as its certificate says; nil only without TLS.
    public var peer: PeerIdentity? { connection.peer }

    /// The loop the call lives on.
    @usableFromInline var loop: RPCLoop { connection.loop }

    /// The end user whose token was verified; nil when the method needs none.
    public var caller: Caller? { shared.withLock { $0.caller } }

    /// Names the end user. For the hook that verified the token.
    public func identify(_ caller: Caller) {
        shared.withLock { $0.caller = caller }
    }

    /// Adds a pair that travels after the answer; base-ttrpc streams cannot carry it.
    public func setTrailer(_ key: String, _ value: String) {
        shared.withLock { $0.trailers[key] = value }
    }

    /// What `setTrailer` has gathered.
    public var trailers: Metadata { shared.withLock { $0.trailers } }

    /// What is left until the deadline; nil without one.
    public func remaining() -> Duration? {
        deadline?.remaining(at: loop.time.monotonic())
    }

    // MARK: - How a handler starts and answers; called by MethodHandler

    /// Keeps the handler's task so that it can be cancelled. Handlers that have not suspended are over by now.
    @usableFromInline
    func hold(_ task: Task<Void, Never>) {
        guard !isEnded else {
            // Over already; cancelled in case that was by someone else than the handler.
            task.cancel()
            return
        }
        self.task = task
    }

    /// The handler's answer to a unary or client-streaming call.
    @inlinable
    func complete<Response: ProtobufMessage>(_ response: Response) {
        guard loop.isCurrent else {
            loop.run { self.complete(response) }
            return
        }
        let arena = loop.arena
        arena.reset()
        respond(response.packed(in: arena))
    }

    /// The answer's bytes, in memory of the loop's arena.
    @usableFromInline
    func respond(_ payload: UnsafeRawBufferPointer) {
        connection.respond(to: self, payload)
    }

    /// The handler of a streaming method is done.
    @usableFromInline
    func completeStream() {
        guard loop.isCurrent else {
            loop.run { self.completeStream() }
            return
        }
        connection.endStream(of: self)
    }

    /// The handler threw.
    @usableFromInline
    func fail(_ error: any Error) {
        guard loop.isCurrent else {
            loop.run { self.fail(error) }
            return
        }
        connection.fail(self, connection.status(of: error, in: self))
    }

    /// Ends the call from outside its handler: the caller is told `error`, and the handler's task is cancelled. Changes
    /// nothing when the call is over.
    package func abandon(_ error: RPCError) {
        guard loop.isCurrent else {
            loop.run { self.abandon(error) }
            return
        }
        connection.fail(self, error)
    }

    /// The request does not parse.
    @usableFromInline
    func refuse(_ error: ProtobufError) {
        connection.fail(self, .invalidArgument("\(method.requestType): \(error)"))
    }

    /// Makes this the call's inbox; the first message comes with the Request unless it is the kind that has none.
    @usableFromInline
    func receive<Message: Sendable>(
        into inbox: Inbox<Message>, first payload: UnsafeRawBufferPointer
    ) {
        self.inbox = inbox
        messagesIn = 0
        if !payload.isEmpty || !state.isRequestOpen {
            messagesIn = 1
            if let error = inbox.receive(payload, arena: loop.arena, chargedBytes: 0) { return refuse(error) }
        }
        if !state.isRequestOpen { inbox.finish(nil) }
    }

    func deadlineExpired() {
        timer = TimerWheel<TimedCall>.none
        connection.fail(self, .deadlineExceeded("the deadline passed while \(method.fullName) was working"))
    }
}
