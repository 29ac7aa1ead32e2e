import MeshTLS

/// What the handlers after TLS saw of one connection, from its beginning to its end.
struct Report: Sendable {
    var peer: PeerIdentity?
    var applicationProtocol: String?
    var summary: TLSSummary?
    var errors: [TLSError] = []
    /// Errors of other types, in words.
    var otherErrors: [String] = []
    /// Plaintext in order.
    var received: [UInt8] = []
    /// How many buffers it came in.
    var reads = 0
    /// This end's address.
    var localAddress = ""

    var isEstablished: Bool { peer != nil }
}
