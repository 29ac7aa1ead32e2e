import COpenSSL
import MeshCrypto
import MeshKernel
import NIOCore

/// One `SSL` object and the memory it reads and writes: the only place that touches it. Used on one event loop; freed
/// with its last reference.
final class TLSSession {
    /// What came of a turn's bytes.
    enum Outcome {
        /// All of them are used; more are needed.
        case more
        /// The peer said that it sends no more.
        case ended
        /// The connection is over; an alert may be in the output.
        case failed(TLSError)
    }

    /// What a server chooses from and a client offers, best first.
    let protocols: [String]
    /// Who the peer is, once its certificate was found good.
    private(set) var peer: PeerIdentity?
    private(set) var isEstablished = false

    private let connection: OpaquePointer
    private let transport: UnsafeMutablePointer<TLSTransport>
    private let dialled: String?
    private let trustDomain: String
    private let time: any TimeSource
    private var verdict: TLSError?
    private var handshakeBytes = 0

    /// A client when `dialled` names a service, a server otherwise.
    init(_ credentials: TLSCredentials, dialled: String?, protocols: [String]) throws(TLSError) {
        OpenSSLFailure.forget()
        guard let method = TLSTransport.method, let connection = SSL_new(credentials.context.handle) else {
            throw .setup(operation: "making a TLS connection", reason: OpenSSLFailure.reason())
        }
        guard let bio = BIO_new(method) else {
            SSL_free(connection)
            throw .setup(operation: "making a TLS connection", reason: OpenSSLFailure.reason())
        }
        self.connection = connection
        self.dialled = dialled
        self.protocols = protocols
        trustDomain = credentials.trustDomain
        time = credentials.time
        transport = .allocate(capacity: 1)
        transport.initialize(to: TLSTransport())
        BIO_set_data(bio, transport)
        BIO_set_init(bio, 1)
        SSL_set_bio(connection, bio, bio)
        _ = colophon_SSL_set_app_data(connection, Unmanaged.passUnretained(self).toOpaque())
        if dialled == nil {
            SSL_set_accept_state(connection)
        } else {
            SSL_set_connect_state(connection)
            let offered = ApplicationProtocols.encode(protocols)
            // Zero is success here, unlike everywhere else.
            guard offered.isEmpty || SSL_set_alpn_protos(connection, offered, UInt32(offered.count)) == 0 else {
                throw .setup(operation: "offering application protocols", reason: OpenSSLFailure.reason())
            }
        }
    }

    deinit {
        // Frees the BIO too, which must not find its transport gone.
        SSL_free(connection)
        transport.deinitialize(count: 1)
        transport.deallocate()
    }

    /// Begins a client's handshake: its hello is in the output afterwards.
    func begin() -> Outcome {
        handshake() ?? .more
    }

    /// Uses all of `bytes`; what they decrypt to is appended to `plaintext`.
    func consume(_ bytes: UnsafeRawBufferPointer, into plaintext: inout ByteBuffer) -> Outcome {
        transport.pointee.input = bytes.baseAddress
        transport.pointee.inputCount = bytes.count
        defer {
            transport.pointee.input = nil
            transport.pointee.inputCount = 0
        }
        if !isEstablished {
            let outcome = handshake()
            handshakeBytes += bytes.count - transport.pointee.inputCount
            if let outcome {
                if case .more = outcome, handshakeBytes > Limits.handshakeBytesMax {
                    return .failed(.handshakeTooLong(limitBytes: Limits.handshakeBytesMax))
                }
                return outcome
            }
        }
        return decrypt(into: &plaintext)
    }

    /// nil when the handshake is finished.
    private func handshake() -> Outcome? {
        ERR_clear_error()
        let result = SSL_do_handshake(connection)
        if result == 1 {
            // Without a verdict on the peer there is no peer, whatever OpenSSL thinks.
            guard peer != nil else {
                return .failed(dialled == nil ? .noClientCertificate : .certificate(.withoutIdentity))
            }
            isEstablished = true
            return nil
        }
        return SSL_get_error(connection, result) == SSL_ERROR_WANT_READ ? .more : .failed(failure())
    }

    private func decrypt(into plaintext: inout ByteBuffer) -> Outcome {
        ERR_clear_error()
        // With no input left and nothing decrypted inside, another SSL_read could only ask for more.
        while transport.pointee.inputCount > 0 || SSL_pending(connection) > 0 {
            var result: Int32 = 0
            plaintext.writeWithUnsafeMutableBytes(
                minimumWritableBytes: max(transport.pointee.inputCount, Limits.readBytesMin)
            ) { target in
                var count = 0
                result = SSL_read_ex(connection, target.baseAddress, target.count, &count)
                return count
            }
            if result == 1 { continue }
            switch SSL_get_error(connection, result) {
            case SSL_ERROR_WANT_READ: return .more
            case SSL_ERROR_ZERO_RETURN: return .ended
            default: return .failed(failure())
            }
        }
        return .more
    }

    /// Encrypts `bytes` into the output; the reason when OpenSSL cannot.
    func encrypt(_ bytes: UnsafeRawBufferPointer, allocator: ByteBufferAllocator) -> TLSError? {
        guard !bytes.isEmpty else { return nil }
        let records = (bytes.count + Limits.recordPlaintextBytesMax - 1) / Limits.recordPlaintextBytesMax
        let room = bytes.count + records * Limits.recordOverheadBytes
        if transport.pointee.output.capacity == 0 {
            transport.pointee.output = allocator.buffer(capacity: room)
        } else {
            transport.pointee.output.reserveCapacity(minimumWritableBytes: room)
        }
        ERR_clear_error()
        var written = 0
        guard SSL_write_ex(connection, bytes.baseAddress, bytes.count, &written) == 1 else { return failure() }
        return nil
    }

    /// Puts our closing message into the output.
    func end() {
        ERR_clear_error()
        _ = SSL_shutdown(connection)
        ERR_clear_error()
    }

    /// What is to be written to the channel, given away; nil when there is nothing.
    func takeOutput() -> ByteBuffer? {
        guard transport.pointee.output.readableBytes > 0 else { return nil }
        let output = transport.pointee.output
        transport.pointee.output = ByteBuffer()
        return output
    }

    /// Bytes that wait to be written to the channel.
    var outputBytes: Int { transport.pointee.output.readableBytes }

    /// Whether anything does.
    var hasOutput: Bool { outputBytes > 0 }

    /// OpenSSL's question about the peer's chain. The first fault found is kept, for it says more than the alert.
    func judge(_ verification: OpaquePointer) -> Bool {
        if let fault = PeerCertificate.fault(verifying: verification, now: time.wall()) {
            verdict = .certificate(fault)
            return false
        }
        guard let leaf = X509_STORE_CTX_get0_cert(verification) else { return false }
        do throws(PeerCertificate.Refusal) {
            try PeerCertificate.checkUsage(leaf, peerIsServer: dialled != nil)
            let identity = try PeerCertificate.identity(of: leaf)
            verdict = mismatch(identity)
            if verdict == nil {
                peer = identity
                return true
            }
        } catch {
            verdict = .certificate(error.fault)
        }
        // OpenSSL turns this code into the alert bad_certificate, or unsupported_certificate.
        let isUsage = verdict == .certificate(.wrongUsage)
        X509_STORE_CTX_set_error(verification, isUsage ? X509_V_ERR_INVALID_PURPOSE : X509_V_ERR_CERT_REJECTED)
        return false
    }

    private func mismatch(_ identity: PeerIdentity) -> TLSError? {
        guard identity.trustDomain == trustDomain else {
            return .wrongTrustDomain(expected: trustDomain, found: identity.trustDomain)
        }
        if let dialled, identity.service != dialled {
            return .wrongService(expected: dialled, found: identity.service)
        }
        return nil
    }

    /// What ALPN chose.
    var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(connection, &name, &length)
        guard let name, length > 0 else { return nil }
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    /// What both ends agreed on; nil before they did.
    var summary: TLSSummary? {
        guard let peer, isEstablished else { return nil }
        let serial = SSL_get1_peer_certificate(connection).map { Certificate(owning: $0).serial }
        let group = SSL_group_to_name(connection, colophon_SSL_negotiated_group(connection))
        return TLSSummary(
            peer: peer,
            applicationProtocol: applicationProtocol,
            version: String(cString: SSL_get_version(connection)),
            cipher: SSL_CIPHER_get_name(SSL_get_current_cipher(connection)).map { String(cString: $0) } ?? "",
            group: group.map { String(cString: $0) } ?? "",
            peerSerial: serial ?? "")
    }

    /// The reason for what OpenSSL just refused: our own verdict on a certificate, else the oldest in its queue.
    private func failure() -> TLSError {
        let code = ERR_peek_error()
        let words = OpenSSLFailure.reason()
        if let verdict { return verdict }
        guard ERR_GET_LIB(code) == ERR_LIB_SSL else { return .protocolBroken(reason: words) }
        let reason = ERR_GET_REASON(code)
        switch reason {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return .noClientCertificate
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_WRONG_SSL_VERSION:
            return .protocolVersionTooOld
        case SSL_R_NO_APPLICATION_PROTOCOL, SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
            return .noCommonProtocol
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
            return .plaintext(.http)
        // A peer's alerts are reasons too, from this offset on.
        case SSL_AD_REASON_OFFSET..<SSL_AD_REASON_OFFSET + 256:
            return .refusedByPeer(alert: String(cString: SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET)))
        default:
            return .protocolBroken(reason: words)
        }
    }
}
