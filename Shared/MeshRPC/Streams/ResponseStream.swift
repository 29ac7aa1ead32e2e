/// The responses of one streaming call, in order, for one consumer. Ends with the last when the server
/// says the call succeeded; throws when it failed, was cancelled, ran out of time or broke.
public struct ResponseStream<Message: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Message
    public typealias Failure = RPCError

    let inbox: Inbox<Message>

    @usableFromInline
    init(_ inbox: Inbox<Message>) { self.inbox = inbox }

    /// Takes the messages one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let inbox: Inbox<Message>

        /// The next message, or nil after the last.
        public mutating func next() async throws(RPCError) -> Message? {
            try await inbox.next()
        }

        /// The next message, or nil after the last.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(RPCError) -> Message? {
            try await inbox.next()
        }
    }

    /// The one consumer's view.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(inbox: inbox) }
}
