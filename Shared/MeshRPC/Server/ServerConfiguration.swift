public import MeshTLS

/// How a server is set up.
public struct ServerConfiguration: Sendable {
    /// Its certificate and whom it trusts; nil for a server that is only called in-process.
    public var credentials: TLSCredentials?
    /// Its bounds.
    public var limits: ServerLimits
    /// Who may do how much, until it is replaced.
    public var policy: ServerPolicy

    /// A server's set-up.
    public init(
        credentials: TLSCredentials? = nil, limits: ServerLimits = ServerLimits(), policy: ServerPolicy = ServerPolicy()
    ) {
        self.credentials = credentials
        self.limits = limits
        self.policy = policy
    }

    /// A server's set-up in which `baseCallers` may speak base ttrpc.
    public init(credentials: TLSCredentials?, limits: ServerLimits = ServerLimits(), baseCallers: [String]) {
        self.init(credentials: credentials, limits: limits, policy: ServerPolicy(baseCallers: baseCallers))
    }
}
