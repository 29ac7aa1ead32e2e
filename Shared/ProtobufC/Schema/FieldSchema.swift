/// One field of a message.
public struct FieldSchema: Sendable, Equatable {
    /// As in the file.
    public var name: String
    /// Its key in JSON.
    public var jsonName: String
    /// 1 to 2²⁹ − 1.
    public var number: UInt32
    /// What one value is.
    public var kind: FieldKind
    /// A list, or a map when `kind` is an entry message.
    public var isRepeated: Bool
    /// Whether a list of numbers is written packed.
    public var isPacked: Bool
    /// For proto2 only: a scalar that knows whether it is there.
    public var hasPresence: Bool
    /// For proto2 only.
    public var isRequired: Bool
    /// Place of its oneof in the message's list.
    public var oneofIndex: Int?
    /// The comment before it; empty when there is none.
    public var comment: String
}
