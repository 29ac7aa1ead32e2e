import ProtobufC

/// Why nothing was generated; protoc prints the description.
enum GeneratorError: Error {
    /// A parameter of the plugin that is missing, unknown or malformed.
    case parameter(String)
    /// The descriptors are not what protoc would send.
    case descriptors(ProtobufError)
    /// A method without the access option, or with one that is not complete.
    case access(method: String, why: String)
    /// Something in a `.proto` that has no Swift form here.
    case unsupported(String)
    /// protoc-gen-c failed or could not be started.
    case protocGenC(String)
}

extension GeneratorError: CustomStringConvertible {
    var description: String {
        switch self {
        case .parameter(let why): "parameter: \(why)"
        case .descriptors(let error): "descriptors: \(error)"
        case .access(let method, let why): "rpc \(method): \(why)"
        case .unsupported(let what): what
        case .protocGenC(let why): "protoc-gen-c: \(why)"
        }
    }
}
