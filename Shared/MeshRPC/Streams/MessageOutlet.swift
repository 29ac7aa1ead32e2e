public import ProtobufC

/// Where a streaming writer puts its messages: one call, on its loop.
@usableFromInline
protocol MessageOutlet: AnyObject, Sendable {
    var loop: RPCLoop { get }
    /// Sends a message, or says why not. On the loop.
    func offer(_ message: PreparedMessage) -> WriteStep
    /// The same for a message that is bytes already.
    func offer(_ bytes: UnsafeRawBufferPointer) -> WriteStep
    /// Resumes when there may be room, or never will be. On the loop.
    func waitForRoom(_ continuation: UnsafeContinuation<Void, Never>)
    /// Resumes those who wait: their task is cancelled. On the loop.
    func stopWaiting()
}
