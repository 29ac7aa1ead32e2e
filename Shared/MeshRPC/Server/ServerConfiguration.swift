public import MeshTLS

/// How a server is set up.
public struct ServerConfiguration: Sendable {
    /// Its certificate and whom it trusts; nil for a server that is only called in-process.
    public var credentials: TLSCredentials?
    /// Its bounds.
    public var limits: ServerLimits
    /// Service segments that may call over base ttrpc; `*` is every one, and by default nobody may.
    public var baseCallers: [String]

    /// A server's set-up.
    public init(
        credentials: TLSCredentials? = nil, limits: ServerLimits = ServerLimits(), baseCallers: [String] = []
    ) {
        self.credentials = credentials
        self.limits = limits
        self.baseCallers = baseCallers
    }

    func admitsBase(_ peer: PeerIdentity) -> Bool {
        baseCallers.contains { $0 == "*" || $0 == peer.service }
    }
}
