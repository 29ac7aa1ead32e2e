/// What a Data frame means to a stream.
package enum DataVerdict: Sendable, Equatable {
    /// Its payload is a message.
    case message
    /// Its payload is a message, and the last.
    case lastMessage
    /// No message; the peer's side ends.
    case end
    /// It comes too late to matter.
    case ignore
    /// The peer broke the protocol on this stream.
    case peerFault(String)
}
