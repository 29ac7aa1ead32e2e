import ProtobufC

/// Received messages of one stream, whatever their type. Filled on the loop.
@usableFromInline
class AnyInbox: @unchecked Sendable {
    @usableFromInline
    init() {}

    /// Takes a message; `chargedBytes` are given back through the owner when a consumer has it. Returns why it does not
    /// parse.
    func receive(_ bytes: UnsafeRawBufferPointer, arena: Arena, chargedBytes: Int) -> ProtobufError? { nil }
    /// No more messages, for a reason when `error` is given; what is queued is still delivered before it.
    func finish(_ error: RPCError?) {}
    /// No more messages, and what is queued is thrown away. Returns the charged bytes that its owner gets back.
    func abort(_ error: RPCError) -> Int { 0 }
    /// Messages queued, and the bytes they were charged.
    var unread: (messages: Int, bytes: Int) { (0, 0) }
}
