package import MeshRPC

/// One piece of work inside a trace, finished. It holds what is at hand where the work ends; the words of a document
/// are made when the document is written, on another thread.
package struct Span: Sendable {
    /// OpenTelemetry's span kinds, by their numbers.
    package enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
        case consumer = 5
    }

    /// How it ended; OpenTelemetry's status.
    package enum Status: Sendable, Equatable {
        case ok
        case error(String)
    }

    /// An attribute's value.
    package enum Value: Sendable, Equatable {
        case text(String)
        case integer(Int64)
    }

    /// What was done.
    private enum Work: Sendable {
        /// An rpc: the service's full name, the method's own, gRPC's number for its end, who was at the other end.
        case call(service: String, method: String, status: Int32, peer: String?)
        /// Anything else: its name, what is known of it by OpenTelemetry's names, and how it ended.
        case other(name: String, attributes: [(String, Value)], status: Status)
    }

    /// The trace and the span itself.
    package let context: TraceContext
    /// The span it belongs to; nil for the first of a trace.
    package let parent: UInt64?
    /// Which side of what it is.
    package let kind: Kind
    /// Nanoseconds on the monotonic clock of the tracer's time.
    package let began: Int64
    /// Nanoseconds on the monotonic clock of the tracer's time.
    package let ended: Int64
    private let work: Work

    /// Work that has a name of its own.
    package init(
        context: TraceContext, parent: UInt64?, name: String, kind: Kind, began: Int64, ended: Int64,
        attributes: [(String, Value)], status: Status
    ) {
        self.context = context
        self.parent = parent
        self.kind = kind
        self.began = began
        self.ended = ended
        work = .other(name: name, attributes: attributes, status: status)
    }

    /// One rpc, `status` by gRPC's numbers, `peer` the service at the other end. Allocates nothing.
    package init(
        call method: borrowing MethodDescriptor, context: TraceContext, parent: UInt64?, kind: Kind, began: Int64,
        ended: Int64,
        status: Int32, peer: String?
    ) {
        self.context = context
        self.parent = parent
        self.kind = kind
        self.began = began
        self.ended = ended
        work = .call(service: method.service, method: method.name, status: status, peer: peer)
    }

    /// What was done, e.g. `colophon.evidence.v1.Evidence/Submit`.
    package var name: String {
        switch work {
        case .call(let service, let method, _, _): service + "/" + method
        case .other(let name, _, _): name
        }
    }

    /// What is known of it, by OpenTelemetry's names.
    package var attributes: [(String, Value)] {
        switch work {
        case .call(let service, let method, let status, let peer):
            [
                ("rpc.system", .text("ttrpc")), ("rpc.service", .text(service)), ("rpc.method", .text(method)),
                ("rpc.grpc.status_code", .integer(Int64(status))),
            ] + (peer.map { [("peer.service", .text($0))] } ?? [])
        case .other(_, let attributes, _): attributes
        }
    }

    /// How it ended. Of a call only the status's name: an error's text may hold what does not belong into a collector.
    package var status: Status {
        switch work {
        case .call(_, _, 0, _): .ok
        case .call(_, _, let status, _): .error(RPCError.Code(rawValue: status)?.name ?? "UNKNOWN")
        case .other(_, _, let status): status
        }
    }
}
