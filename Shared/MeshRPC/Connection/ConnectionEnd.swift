import MeshTLS

/// Why a connection is over.
enum ConnectionEnd: Error, Sendable {
    /// We closed it on purpose.
    case closed
    /// The peer closed it, or its network did.
    case peerLeft
    /// TLS refused or broke it.
    case tls(TLSError)
    /// The socket failed; the text is the system's.
    case transport(String)
    /// The peer broke the protocol.
    case peerFault(String)

    /// For people.
    var words: String {
        switch self {
        case .closed: "the connection was closed here"
        case .peerLeft: "the peer closed the connection"
        case .tls(let error): error.description
        case .transport(let text): text
        case .peerFault(let text): text
        }
    }
}
