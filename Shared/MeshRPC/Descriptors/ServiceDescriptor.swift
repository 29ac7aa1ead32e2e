/// What is known of one service at run time.
public struct ServiceDescriptor: Sendable {
    /// Full name, e.g. `colophon.evidence.v1.Evidence`.
    public let fullName: String
    /// Its methods, in the order of the `.proto`.
    public let methods: [MethodDescriptor]
    /// A serialized `google.protobuf.FileDescriptorSet`: the service's file and everything it imports.
    public let fileDescriptorSet: [UInt8]

    /// Describes one service.
    public init(fullName: String, methods: [MethodDescriptor], fileDescriptorSet: [UInt8]) {
        self.fullName = fullName
        self.methods = methods
        self.fileDescriptorSet = fileDescriptorSet
    }
}
