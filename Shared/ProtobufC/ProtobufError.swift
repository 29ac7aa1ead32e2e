/// Why bytes are not the message they should be. No case means that anything was kept or guessed.
public enum ProtobufError: Error, Equatable, Sendable {
    /// The bytes end inside a field, or a length reaches past their end.
    case truncated
    /// A varint longer than ten bytes, or one that does not fit 64 bits (a tag or length: 32 bits).
    case malformedVarint
    /// A field number of 0, or a tag of a wire type that does not exist or is not supported (groups).
    case malformedTag
    /// A known field with the wire type of another kind of field.
    case wrongWireType(message: String, field: UInt32)
    /// A number that its 32-bit field cannot hold.
    case outOfRange(message: String, field: UInt32)
    /// A `string` field whose bytes are not UTF-8.
    case invalidUTF8(field: String)
    /// Two keys of one map that Swift takes for equal although their bytes differ (Unicode normalisation).
    case ambiguousKey(field: String)
    /// Messages nested deeper than a hundred.
    case tooDeep
    /// More memory than the arena's limit, or more than 2 GiB of bytes.
    case tooLarge
    /// protobuf-c refused the bytes of this type for a reason it does not tell.
    case refused(message: String)
    /// A descriptor set that contradicts itself or lacks a file; the text says where.
    case invalidDescriptors(String)
    /// The descriptor set has no message of this full name.
    case unknownType(String)
}

extension ProtobufError: CustomStringConvertible {
    /// One line for a log or an error status; names fields, never contents.
    public var description: String {
        switch self {
        case .truncated: "the message ends inside a field"
        case .malformedVarint: "a varint does not end in time or does not fit"
        case .malformedTag: "a tag has field number 0 or an unsupported wire type"
        case .wrongWireType(let message, let field): "field \(field) of \(message) has the wrong wire type"
        case .outOfRange(let message, let field): "field \(field) of \(message) does not fit 32 bits"
        case .invalidUTF8(let field): "\(field) is not UTF-8"
        case .ambiguousKey(let field): "two keys of \(field) differ only in their Unicode normalisation"
        case .tooDeep: "messages are nested too deeply"
        case .tooLarge: "the message takes too much memory"
        case .refused(let message): "the bytes are not a \(message)"
        case .invalidDescriptors(let why): "the descriptor set is invalid: \(why)"
        case .unknownType(let name): "there is no message type \(name)"
        }
    }
}
