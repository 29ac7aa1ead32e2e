/// One message type.
public struct MessageSchema: Sendable, Equatable {
    /// The last part of the full name.
    public var name: String
    /// Without a leading dot.
    public var fullName: String
    /// The comment before it; empty when there is none.
    public var comment: String
    /// In the order of the file.
    public var fields: [FieldSchema]
    /// In the order of the file; a field's `oneofIndex` counts in it.
    public var oneofs: [OneofSchema]
    /// Messages inside this one, entries of maps included.
    public var messages: [MessageSchema]
    /// Enums inside this one.
    public var enums: [EnumSchema]
    /// Whether protoc made it for a map's entries: `key` is field 1, `value` field 2.
    public var isMapEntry: Bool
}
