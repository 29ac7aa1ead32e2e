import COpenSSL
import MeshCrypto
import MeshKernel

/// One built and checked `SSL_CTX`. It never changes after `init`: a reload builds another, and connections that were
/// made from this one keep it alive.
final class TLSContext: @unchecked Sendable {
    let handle: OpaquePointer
    /// One's own identity, from the leaf.
    let identity: PeerIdentity
    let leaf: Certificate

    /// `isChecked` is false only for peers that exist to be refused.
    init(files: TLSFiles, trustDomain: String, now: WallTime, isChecked: Bool) throws(TLSError) {
        let chain: [Certificate]
        let key: PrivateKey
        var authorities: [Certificate] = []
        do throws(CryptoError) {
            chain = try Certificate.list(path: files.certificate)
            key = try PrivateKey(path: files.key)
            for path in files.trust { authorities += try Certificate.list(path: path) }
        } catch {
            throw .unusableFile(reason: error.description)
        }
        guard chain[0].belongs(to: key) else {
            throw .keyMismatch(certificate: files.certificate, key: files.key)
        }
        guard !authorities.isEmpty else {
            throw .setup(operation: "reading whom to trust", reason: "the list is empty")
        }

        OpenSSLFailure.forget()
        guard let context = SSL_CTX_new(TLS_method()) else { throw Self.failure("making a TLS context") }
        var isKept = false
        defer { if !isKept { SSL_CTX_free(context) } }
        try Self.configure(context)
        guard let store = SSL_CTX_get_cert_store(context) else { throw Self.failure("finding the trust store") }
        for authority in authorities where X509_STORE_add_cert(store, authority.handle) != 1 {
            throw Self.failure("trusting an authority")
        }
        guard SSL_CTX_use_certificate(context, chain[0].handle) == 1 else {
            throw Self.failure("using the certificate in \(files.certificate)")
        }
        // A root on the wire is wasted: who does not have it does not trust it.
        for authority in chain.dropFirst() where !authority.isSelfIssued {
            guard colophon_SSL_CTX_add1_chain_cert(context, authority.handle) == 1 else {
                throw Self.failure("using the chain in \(files.certificate)")
            }
        }
        guard SSL_CTX_use_PrivateKey(context, key.handle) == 1, SSL_CTX_check_private_key(context) == 1 else {
            throw .keyMismatch(certificate: files.certificate, key: files.key)
        }
        if isChecked {
            identity = try Self.check(
                chain, store: store, path: files.certificate, trustDomain: trustDomain, now: now)
        } else {
            identity = PeerIdentity(trustDomain: trustDomain, service: "unchecked", replica: "1")
        }
        leaf = chain[0]
        handle = context
        isKept = true
    }

    deinit {
        SSL_CTX_free(handle)
    }

    private static func configure(_ context: OpaquePointer) throws(TLSError) {
        guard colophon_SSL_CTX_only_tls13(context) == 1 else { throw failure("limiting TLS to 1.3") }
        colophon_SSL_CTX_set_house_options(context)
        // Idle connections give their record buffers back: about 33 KB each.
        colophon_SSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS))
        colophon_SSL_CTX_without_sessions(context)
        colophon_SSL_CTX_set_max_cert_list(context, Limits.certificateListBytesMax)
        SSL_CTX_set_verify_depth(context, Limits.chainDepthMax)
        // AES-128 is the fastest where the processor knows AES, ChaCha20 where it does not.
        let suites =
            colophon_has_fast_aes() == 1
            ? "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
            : "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"
        guard SSL_CTX_set_num_tickets(context, 0) == 1, SSL_CTX_set_ciphersuites(context, suites) == 1,
            colophon_SSL_CTX_set_groups(context, "X25519:P-256") == 1
        else { throw failure("choosing ciphers") }
        // RFC 5280 to the letter: an authority without its critical constraints is none.
        if let parameters = SSL_CTX_get0_param(context) {
            X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_X509_STRICT))
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        SSL_CTX_set_cert_verify_callback(context, verifyPeer, nil)
        SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    /// One's own certificate, seen as a peer will see it: at both ends of a connection.
    private static func check(
        _ chain: [Certificate], store: OpaquePointer, path: String, trustDomain: String, now: WallTime
    ) throws(TLSError) -> PeerIdentity {
        guard let verification = X509_STORE_CTX_new(), let others = colophon_X509_stack() else {
            throw failure("checking the certificate in \(path)")
        }
        defer {
            X509_STORE_CTX_free(verification)
            colophon_X509_stack_free(others)
        }
        for certificate in chain.dropFirst() { _ = colophon_X509_stack_add1(others, certificate.handle) }
        for purpose in ["ssl_server", "ssl_client"] {
            guard X509_STORE_CTX_init(verification, store, chain[0].handle, others) == 1,
                X509_STORE_CTX_set_default(verification, purpose) == 1
            else { throw failure("checking the certificate in \(path)") }
            if let parameters = X509_STORE_CTX_get0_param(verification) {
                X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_X509_STRICT))
            }
            if let fault = PeerCertificate.fault(verifying: verification, now: now) {
                throw .ownCertificate(path: path, fault)
            }
            X509_STORE_CTX_cleanup(verification)
        }
        let identity: PeerIdentity
        do throws(PeerCertificate.Refusal) {
            try PeerCertificate.checkUsage(chain[0].handle, peerIsServer: true)
            try PeerCertificate.checkUsage(chain[0].handle, peerIsServer: false)
            identity = try PeerCertificate.identity(of: chain[0].handle)
        } catch {
            throw .ownCertificate(path: path, error.fault)
        }
        guard identity.trustDomain == trustDomain else {
            throw .wrongTrustDomain(expected: trustDomain, found: identity.trustDomain)
        }
        return identity
    }

    private static func failure(_ operation: String) -> TLSError {
        .setup(operation: operation, reason: OpenSSLFailure.reason())
    }
}

/// OpenSSL asks whether the peer's chain is good; the connection's session answers and keeps the reason.
private func verifyPeer(_ verification: OpaquePointer?, _: UnsafeMutableRawPointer?) -> Int32 {
    guard let verification,
        let connection = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()),
        let data = colophon_SSL_app_data(OpaquePointer(connection))
    else { return 0 }
    return Unmanaged<TLSSession>.fromOpaque(data).takeUnretainedValue().judge(verification) ? 1 : 0
}

/// OpenSSL hands over what the client offered; the server's own order decides.
private func selectProtocol(
    _ connection: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let connection, let chosen, let chosenLength, let offered, let data = colophon_SSL_app_data(connection)
    else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let session = Unmanaged<TLSSession>.fromOpaque(data).takeUnretainedValue()
    let list = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
    for name in session.protocols {
        if let range = ApplicationProtocols.find(name, in: list) {
            chosen.pointee = offered + range.lowerBound
            chosenLength.pointee = UInt8(range.count)
            return SSL_TLSEXT_ERR_OK
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
