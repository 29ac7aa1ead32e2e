public import ProtobufC

/// Sends the responses of one streaming call.
public struct ResponseWriter<Message: Sendable>: Sendable {
    @usableFromInline let outlet: any MessageOutlet

    @usableFromInline
    init(_ outlet: any MessageOutlet) { self.outlet = outlet }
}

extension ResponseWriter where Message: ProtobufMessage {
    /// Sends a message; waits while the caller's window is full. Throws when the call is over. Several tasks may write:
    /// each message stays whole, their order is not promised.
    @inlinable
    public func write(_ message: Message) async throws(RPCError) {
        try await MessageWriter.write(message, to: outlet)
    }
}

extension ResponseWriter where Message == [UInt8] {
    /// Sends a message that is serialized already.
    public func write(_ message: [UInt8]) async throws(RPCError) {
        try await MessageWriter.write(message, to: outlet)
    }
}
