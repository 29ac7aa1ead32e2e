/// Why a connection was refused or ended, or why credentials cannot be used.
public enum TLSError: Error, Sendable, Equatable {
    // One's own credentials
    /// A file is missing, unreadable, exposed, or not what it should be; `reason` names it.
    case unusableFile(reason: String)
    /// The private key is not the certificate's.
    case keyMismatch(certificate: String, key: String)
    /// One's own certificate would be refused by every peer.
    case ownCertificate(path: String, CertificateFault)
    /// OpenSSL refused to set something up.
    case setup(operation: String, reason: String)

    // The peer, before any frame
    /// The peer is a client and sent no certificate.
    case noClientCertificate
    /// The peer's certificate was refused.
    case certificate(CertificateFault)
    /// A certificate of another trust domain.
    case wrongTrustDomain(expected: String, found: String)
    /// A good certificate of another service than the one dialled.
    case wrongService(expected: String, found: String)
    /// The peer does not speak TLS at all.
    case plaintext(Plaintext)
    /// The peer speaks TLS 1.2 or older only.
    case protocolVersionTooOld
    /// Both sides name application protocols and none is common.
    case noCommonProtocol
    /// The peer did not finish its handshake in time.
    case handshakeTimedOut(milliseconds: Int64)
    /// The peer sent too much before its handshake was finished.
    case handshakeTooLong(limitBytes: Int)
    /// More was written before the handshake was finished than is kept.
    case earlyWriteTooLong(limitBytes: Int)
    /// The peer went away before the handshake was finished.
    case closedInHandshake
    /// The peer refused us, with the alert it gave.
    case refusedByPeer(alert: String)

    // The connection
    /// The peer broke the protocol, in OpenSSL's words.
    case protocolBroken(reason: String)
    /// The connection ended without the peer saying so: what came last may be missing its end.
    case truncated
    /// The connection is closed or closing.
    case closed

    /// What a peer that does not speak TLS seems to speak.
    public enum Plaintext: Sendable, Equatable {
        case http
        case ttrpc
        case other
    }
}

extension TLSError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unusableFile(let reason): reason
        case .keyMismatch(let certificate, let key): "the key in \(key) does not belong to \(certificate)"
        case .ownCertificate(let path, let fault): "the certificate in \(path) cannot be used: \(fault)"
        case .setup(let operation, let reason): "\(operation) failed: \(reason)"
        case .noClientCertificate: "the client sent no certificate"
        case .certificate(let fault): "the peer's certificate was refused: \(fault)"
        case .wrongTrustDomain(let expected, let found):
            "wrong trust domain: expected \(expected) but the peer's is \(found)"
        case .wrongService(let expected, let found): "wrong service: expected \(expected) but the peer is \(found)"
        case .plaintext(.http): "the peer does not speak TLS; this looks like HTTP"
        case .plaintext(.ttrpc): "the peer does not speak TLS; this looks like ttrpc in plaintext"
        case .plaintext(.other): "the peer does not speak TLS"
        case .protocolVersionTooOld: "the peer does not speak TLS 1.3"
        case .noCommonProtocol: "no application protocol is common to both sides"
        case .handshakeTimedOut(let milliseconds): "the handshake timed out after \(milliseconds) ms"
        case .handshakeTooLong(let limitBytes): "the peer sent more than \(limitBytes) bytes before its handshake ended"
        case .earlyWriteTooLong(let limitBytes): "more than \(limitBytes) bytes were written before the handshake ended"
        case .closedInHandshake: "the peer closed the connection before the handshake ended"
        case .refusedByPeer(let alert): "the peer refused the connection: \(alert)"
        case .protocolBroken(let reason): "the peer broke the protocol: \(reason)"
        case .truncated: "the connection ended without a closing message"
        case .closed: "the connection is closed"
        }
    }
}
