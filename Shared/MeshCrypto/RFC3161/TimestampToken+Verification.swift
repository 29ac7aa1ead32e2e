internal import COpenSSL
internal import MeshKernel

extension TimestampToken {
    /// Believes the token, or says why not: it is over `digest`, repeats `nonce` (when one was asked), its signature
    /// holds, its signer's certificate chains to `trust` at the token's own time, is for timestamps alone, and is named
    /// in the signed attributes by SHA-256 or better (RFC 5816).
    package func verify(
        digest: [UInt8], algorithm: TimestampDigest = .sha256, nonce: UInt64? = nil, trust: TimestampTrust
    ) throws(TimestampError) {
        guard self.algorithm == algorithm, self.digest == digest else { throw .wrongImprint }
        if let nonce, self.nonce != nonce { throw .wrongNonce }
        let token = try Self.parse(der)
        defer { PKCS7_free(token) }

        guard let store = X509_STORE_new() else { throw .library(OpenSSLFailure.reason()) }
        defer { X509_STORE_free(store) }
        for anchor in trust.anchors {
            guard X509_STORE_add_cert(store, anchor.handle) == 1 else { throw .library(OpenSSLFailure.reason()) }
        }
        // The chain must have held when the token was made; certificates expire long before proofs do.
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), time_t(time.milliseconds / 1_000))

        var signer: OpaquePointer?
        let verified = TS_RESP_verify_signature(token, nil, store, &signer)
        defer { X509_free(signer) }
        guard verified == 1, let signer else { throw .untrusted(OpenSSLFailure.reason()) }
        guard CertificateUsage.isTimestampingOnly(signer) else { throw .wrongKeyUsage }
        guard Self.namesCertificateBySHA256(token) else { throw .unboundCertificate }
    }

    private static func namesCertificateBySHA256(_ token: UnsafeMutablePointer<PKCS7>) -> Bool {
        guard let signers = PKCS7_get_signer_info(token), OPENSSL_sk_num(signers) == 1,
            let info = OPENSSL_sk_value(signers, 0)
        else { return false }
        return PKCS7_get_signed_attribute(
            info.assumingMemoryBound(to: PKCS7_SIGNER_INFO.self), NID_id_smime_aa_signingCertificateV2) != nil
    }
}
