public import ProtobufC

/// Sends the requests of one streaming call.
public struct RequestWriter<Message: Sendable>: Sendable {
    @usableFromInline let call: StreamCall

    init(_ call: StreamCall) { self.call = call }

    /// Says that no more requests come. The call does so itself when its body returns; needed only to go on reading.
    public func finish() async {
        await call.finishRequests()
    }
}

extension RequestWriter where Message: ProtobufMessage {
    /// Sends a message; waits while the server's window is full. Throws when the call is over. Several tasks may write:
    /// each message stays whole, their order is not promised.
    @inlinable
    public func write(_ message: Message) async throws(RPCError) {
        try await MessageWriter.write(message, to: call)
    }
}

extension RequestWriter where Message == [UInt8] {
    /// Sends a message that is serialized already.
    public func write(_ message: [UInt8]) async throws(RPCError) {
        try await MessageWriter.write(message, to: call)
    }
}
