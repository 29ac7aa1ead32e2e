/// The messages that the other side streams in one call, in order, for one consumer. Ends after the last; throws when
/// the call failed, was cancelled, ran out of time or broke.
public struct MessageStream<Message: Sendable>: AsyncSequence, Sendable {
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

/// What a handler reads: ends when the caller has sent its last request.
public typealias RequestStream<Message: Sendable> = MessageStream<Message>

/// What a caller reads: ends with the last response of a call that the server says succeeded.
public typealias ResponseStream<Message: Sendable> = MessageStream<Message>
