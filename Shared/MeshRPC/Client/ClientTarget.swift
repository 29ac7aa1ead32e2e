import MeshTLS

/// What a client dials.
enum ClientTarget: Sendable {
    case tls(service: String, source: EndpointSource, credentials: TLSCredentials)
    case inProcess([RPCServer], caller: PeerIdentity)

    /// The service dialled, for messages.
    var name: String {
        switch self {
        case .tls(let service, _, _): service
        case .inProcess(_, _): "the server in this process"
        }
    }

    /// The replicas that are known without asking; nil when somebody has to be asked.
    var knownAddresses: [Replica.Address]? {
        switch self {
        case .tls(_, .list(let endpoints), _): endpoints.map(Replica.Address.endpoint)
        case .tls(_, .dns, _), .tls(_, .file, _): nil
        case .inProcess(let servers, _): servers.indices.map(Replica.Address.inProcess)
        }
    }
}
