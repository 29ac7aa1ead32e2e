public import MeshKernel
public import MeshTLS

/// One connection of a server, for inspection.
public struct ConnectionRecord: Sendable {
    /// Who is at the other end; nil while TLS is not established.
    public let peer: PeerIdentity?
    /// Its address, or `in-process`.
    public let address: String
    /// `colophon/1` or `ttrpc`; nil while TLS is not established.
    public let applicationProtocol: String?
    /// When it was opened.
    public let opened: MonotonicTime
    /// Streams open now.
    public let streams: Int
    /// Calls begun since it was opened.
    public let calls: Int
    /// Plaintext bytes received.
    public let bytesIn: Int
    /// Plaintext bytes sent.
    public let bytesOut: Int
    /// What we may still send, bytes; negative after an overdraft.
    public let sendWindowBytes: Int
    /// What the peer may still send, bytes; negative after an overdraft.
    public let receiveWindowBytes: Int
    /// The kernel's smoothed round trip (TCP_INFO, RFC 6298); nil where no TCP is.
    public let roundTrip: Duration?
    /// Whether it is being drained.
    public let isDraining: Bool
}
