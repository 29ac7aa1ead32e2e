import MeshTLS

/// What a client dials.
enum ClientTarget: Sendable {
    case tls(service: String, endpoints: [Endpoint], credentials: TLSCredentials)
    case inProcess(RPCServer, caller: PeerIdentity)
}
