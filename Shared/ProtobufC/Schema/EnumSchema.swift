/// One enum type.
public struct EnumSchema: Sendable, Equatable {
    /// One name of a number.
    public struct Value: Sendable, Equatable {
        /// As in the file.
        public var name: String
        /// Aliases share it.
        public var number: Int32
        /// The comment before it; empty when there is none.
        public var comment: String
    }

    /// The last part of the full name.
    public var name: String
    /// Without a leading dot.
    public var fullName: String
    /// The comment before it; empty when there is none.
    public var comment: String
    /// In the order of the file.
    public var values: [Value]
}
