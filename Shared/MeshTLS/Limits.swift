/// Every bound of this room.
enum Limits {
    /// How long a peer may take from connecting to a finished handshake.
    static let handshakeMilliseconds: Int64 = 10_000
    /// How many bytes a peer may send before its handshake is finished.
    static let handshakeBytesMax = 64 * 1_024
    /// How many bytes of certificates a peer may send.
    static let certificateListBytesMax = 32 * 1_024
    /// How many certificates may stand between a leaf and a trusted authority.
    static let chainDepthMax: Int32 = 4
    /// How many bytes may be written before the handshake is finished.
    static let earlyWriteBytesMax = 1_024 * 1_024
    /// How long closing waits for what was flushed to leave.
    static let closeMilliseconds: Int64 = 2_000
    /// How long a refused peer is given to read why.
    static let lingerMilliseconds: Int64 = 500
    /// The most plaintext that one TLS record carries (RFC 8446, section 5.1).
    static let recordPlaintextBytesMax = 16_384
    /// What a record adds to its plaintext at most here: header, content type, authentication tag.
    static let recordOverheadBytes = 22
    /// Encrypted bytes of one buffer go on towards the socket once there are so many, flushed or not.
    static let outputPieceBytes = 64 * 1_024
    /// The least room that a read is given.
    static let readBytesMin = 512
    /// The longest SPIFFE identifier (SPIFFE ID, section 2.4).
    static let identityBytesMax = 2_048
}
