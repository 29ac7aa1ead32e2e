/// What two ends agreed on, for inspection pages.
public struct TLSSummary: Sendable, Equatable {
    /// The peer, from its certificate.
    public let peer: PeerIdentity
    /// What ALPN chose; nil when the client named nothing.
    public let applicationProtocol: String?
    /// The protocol version in OpenSSL's words, e.g. `TLSv1.3`.
    public let version: String
    /// The cipher suite, e.g. `TLS_AES_128_GCM_SHA256`.
    public let cipher: String
    /// The key exchange group, e.g. `x25519`.
    public let group: String
    /// The serial number of the peer's certificate, hexadecimal.
    public let peerSerial: String
}
