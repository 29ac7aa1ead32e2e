/// A service that a server can offer. Generated code refines it with one requirement for each method.
public protocol RPCService: Sendable {
    /// The service's name, methods and descriptors.
    static var serviceDescriptor: ServiceDescriptor { get }
    /// One handler for each method of the descriptor.
    var handlers: [MethodHandler] { get }
}
