/// What is known of one method at run time, without its message types.
public struct MethodDescriptor: Sendable, Equatable {
    /// Full name of the service, e.g. `colophon.evidence.v1.Evidence`.
    public let service: String
    /// The method's own name, e.g. `Submit`.
    public let name: String
    /// Whether the caller sends a stream of requests.
    public let requestStreaming: Bool
    /// Whether the server answers with a stream.
    public let responseStreaming: Bool
    /// Full name of the request message.
    public let requestType: String
    /// Full name of the response message.
    public let responseType: String
    /// Who may call it.
    public let access: MethodAccess

    /// Describes one method.
    public init(
        service: String, name: String, requestStreaming: Bool = false, responseStreaming: Bool = false,
        requestType: String, responseType: String, access: MethodAccess
    ) {
        self.service = service
        self.name = name
        self.requestStreaming = requestStreaming
        self.responseStreaming = responseStreaming
        self.requestType = requestType
        self.responseType = responseType
        self.access = access
    }

    /// `service/name`, as logs and tools write it.
    public var fullName: String { service + "/" + name }
}
