/// One oneof of a message.
public struct OneofSchema: Sendable, Equatable {
    /// As in the file.
    public var name: String
    /// The comment before it; empty when there is none.
    public var comment: String
}
