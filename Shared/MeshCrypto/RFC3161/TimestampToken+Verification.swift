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
        guard Self.namesCertificate(token) else { throw .unboundCertificate }
    }

    /// Whether the signature holds under the certificate that the token itself brings, whoever issued that one. It says
    /// nothing about trust: a token of nobody known holds so, one of which a signed byte was changed does not.
    package var holdsByItself: Bool {
        guard let token = try? Self.parse(der) else { return false }
        defer { PKCS7_free(token) }
        defer { OpenSSLFailure.forget() }
        return PKCS7_verify(token, nil, nil, nil, nil, PKCS7_NOVERIFY) == 1
    }

    /// Whether the signed attributes name the signer's certificate by one of the digests that are accepted here
    /// (SigningCertificateV2: RFC 5035, section 3). That it is the right certificate OpenSSL has found.
    private static func namesCertificate(_ token: UnsafeMutablePointer<PKCS7>) -> Bool {
        guard let signers = PKCS7_get_signer_info(token), OPENSSL_sk_num(signers) == 1,
            let info = OPENSSL_sk_value(signers, 0),
            let attribute = PKCS7_get_signed_attribute(
                info.assumingMemoryBound(to: PKCS7_SIGNER_INFO.self), NID_id_smime_aa_signingCertificateV2),
            attribute.pointee.type == V_ASN1_SEQUENCE, let value = attribute.pointee.value.sequence
        else { return false }
        let bytes = ASN1Bytes.copy(value)
        guard let whole = DER.read(bytes[...]), whole.tag == DER.sequence,
            let list = DER.read(whole.contents), list.tag == DER.sequence,
            let first = DER.read(list.contents), first.tag == DER.sequence,
            let head = DER.read(first.contents)
        else { return false }
        // SHA-256 is the default, and is not named then.
        if head.tag == DER.octetString { return head.contents.count == TimestampDigest.sha256.digestBytes }
        guard head.tag == DER.sequence, let name = DER.read(head.contents), name.tag == DER.objectIdentifier,
            let digest = DER.read(first.contents[head.whole.endIndex...]), digest.tag == DER.octetString
        else { return false }
        return TimestampDigest.allCases.contains {
            name.contents.elementsEqual($0.objectIdentifier) && digest.contents.count == $0.digestBytes
        }
    }
}
