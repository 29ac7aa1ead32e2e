/// One service.
public struct ServiceSchema: Sendable, Equatable {
    /// The last part of the full name.
    public var name: String
    /// Without a leading dot.
    public var fullName: String
    /// The comment before it; empty when there is none.
    public var comment: String
    /// In the order of the file.
    public var methods: [MethodSchema]
}
