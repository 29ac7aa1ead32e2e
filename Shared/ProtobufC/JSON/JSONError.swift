/// Why a JSON text is not the message it should be, or a message cannot be JSON. Paths name the field, such as
/// `items[3].shape.kind` or `names["a"]`; the message itself is the empty path.
public enum JSONError: Error, Equatable, Sendable {
    /// Not JSON (RFC 8259): what is wrong, and at which byte from 0.
    case syntax(String, atByte: Int)
    /// Nested deeper than the limit.
    case tooDeep
    /// A member that the message has no field for.
    case unknownField(path: String)
    /// The same field or key twice, under one name or two.
    case duplicate(path: String)
    /// Two members of one oneof.
    case oneofTwice(path: String, oneof: String)
    /// A value of the wrong JSON type.
    case wrongType(path: String, expected: String)
    /// A number that its field cannot hold.
    case outOfRange(path: String, type: String)
    /// A name that the enum does not have.
    case unknownEnumValue(path: String, name: String)
    /// A text that is not base64, a time or a length of time; or a time outside its bounds.
    case invalidText(path: String, expected: String)
    /// A message type that the descriptors do not have, of the message itself or inside an `Any`.
    case unknownType(path: String, name: String)
    /// The message's bytes are malformed.
    case message(ProtobufError)
}

extension JSONError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .syntax(let what, let offset): "not JSON: \(what) at byte \(offset)"
        case .tooDeep: "nested too deeply"
        case .unknownField(let path): "there is no field \(path)"
        case .duplicate(let path): "\(path) is given twice"
        case .oneofTwice(let path, let oneof): "\(path): only one of \(oneof) can be given"
        case .wrongType(let path, let expected): "\(JSONError.named(path)) must be \(expected)"
        case .outOfRange(let path, let type): "\(path) does not fit \(type)"
        case .unknownEnumValue(let path, let name): "\(path): there is no value \(name)"
        case .invalidText(let path, let expected): "\(path) must be \(expected)"
        case .unknownType(let path, let name): "\(JSONError.named(path)) has the unknown type \(name)"
        case .message(let error): error.description
        }
    }

    private static func named(_ path: String) -> String { path.isEmpty ? "the message" : path }
}
