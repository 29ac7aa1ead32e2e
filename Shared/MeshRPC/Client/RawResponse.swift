/// An answer whose message is left as it came.
public struct RawResponse: Sendable, Equatable {
    /// The serialized message.
    public let payload: [UInt8]
    /// What the server sent beside it.
    public let trailers: Metadata
}
