public import MeshKernel
import Synchronization

/// One call of a client, as its hooks see it.
public final class ClientContext: Sendable {
    /// The method called.
    public let method: MethodDescriptor
    /// The service dialled, e.g. `evidence`.
    public let service: String
    /// When the call was made.
    public let began: MonotonicTime
    /// By when it must be over.
    public let deadline: Deadline?
    private let mutable: Mutex<Mutable>

    private struct Mutable {
        var metadata: Metadata
        var trace: TraceContext?
    }

    init(
        method: MethodDescriptor, service: String, began: MonotonicTime, deadline: Deadline?, metadata: Metadata,
        trace: TraceContext?
    ) {
        self.method = method
        self.service = service
        self.began = began
        self.deadline = deadline
        mutable = Mutex(Mutable(metadata: metadata, trace: trace))
    }

    /// What travels with the request; a hook may add to it before the request is sent.
    public var metadata: Metadata {
        get { mutable.withLock { $0.metadata } }
        set { mutable.withLock { $0.metadata = newValue } }
    }

    /// The span that is sent to the server; a trace hook replaces it by the call's own.
    public var trace: TraceContext? {
        get { mutable.withLock { $0.trace } }
        set { mutable.withLock { $0.trace = newValue } }
    }
}
