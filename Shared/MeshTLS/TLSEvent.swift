/// What the TLS handler tells the handlers after it, as a user inbound event. Failures come as an error (`TLSError`),
/// then the channel closes.
public enum TLSEvent: Sendable, Equatable {
    /// The handshake is finished and the peer checked. `applicationProtocol` is nil when the client named none.
    case established(peer: PeerIdentity, applicationProtocol: String?)
}
