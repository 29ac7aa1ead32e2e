/// How a call ended.
public struct RPCOutcome: Sendable {
    /// Nil when it succeeded.
    public let error: RPCError?
    /// From the arrival of the request, or the making of the call, until now.
    public let duration: Duration
    /// Messages received.
    public let messagesIn: Int
    /// Messages sent.
    public let messagesOut: Int
    /// Payload bytes received, envelopes included.
    public let bytesIn: Int
    /// Payload bytes sent, envelopes included.
    public let bytesOut: Int

    /// gRPC's number: 0 when it succeeded.
    public var status: Int32 { error?.code.rawValue ?? 0 }

    /// gRPC's name: `OK` when it succeeded.
    public var statusName: String { error?.code.name ?? "OK" }
}
