public import ProtobufC

/// A method with its message types, as generated code declares it.
public struct Method<Request: ProtobufMessage, Response: ProtobufMessage>: Sendable {
    /// The method without its types.
    public let descriptor: MethodDescriptor
    /// The names as stable bytes, so that a call writes them without making a String.
    @usableFromInline let path: MethodPath

    /// Names a method; called once for each by generated code.
    public init(_ descriptor: MethodDescriptor) {
        self.descriptor = descriptor
        self.path = MethodPath(descriptor)
    }
}
