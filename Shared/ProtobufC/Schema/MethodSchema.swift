/// One method of a service.
public struct MethodSchema: Sendable, Equatable {
    /// As in the file.
    public var name: String
    /// The comment before it; empty when there is none.
    public var comment: String
    /// Full name of the message that callers send.
    public var requestType: String
    /// Full name of the message that the service answers.
    public var responseType: String
    /// Whether callers send a stream.
    public var requestStreaming: Bool
    /// Whether the service answers with a stream.
    public var responseStreaming: Bool
    /// Options that extend `google.protobuf.MethodOptions`: by field number, the payloads of its length-prefixed
    /// occurrences.
    public var extensions: [UInt32: [[UInt8]]]
}
