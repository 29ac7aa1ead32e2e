import COpenSSL
import MeshKernel

/// Puts an X.509 v3 certificate together (RFC 5280) through OpenSSL.
struct CertificateBuilder {
    let subject: DistinguishedName
    let profile: CertificateProfile
    let validity: Validity
    let random: any RandomSource

    /// Signs with `issuerKey` and SHA-256; `issuer` is nil for a root, which names itself.
    func sign(
        subjectKey: PrivateKey, issuer: Certificate?, issuerKey: PrivateKey
    ) throws(CryptoError) -> Certificate {
        OpenSSLFailure.forget()
        guard let handle = X509_new() else { throw refusal() }
        let certificate = Certificate(owning: handle)
        guard X509_set_version(handle, 2) == 1,
            setSerial(handle),
            ASN1_TIME_set(X509_getm_notBefore(handle), time(validity.from)) != nil,
            ASN1_TIME_set(X509_getm_notAfter(handle), time(validity.until)) != nil,
            X509_set_pubkey(handle, subjectKey.handle) == 1,
            let name = X509_get_subject_name(handle)
        else { throw refusal() }
        try subject.fill(name)
        let issuerHandle = issuer?.handle ?? handle
        guard X509_set_issuer_name(handle, X509_get_subject_name(issuerHandle)) == 1 else { throw refusal() }
        for item in profile.extensions {
            guard add(item, to: handle, issuer: issuerHandle) else { throw refusal("adding \(item.name)") }
        }
        guard X509_sign(handle, issuerKey.handle, EVP_sha256()) > 0 else { throw refusal("signing a certificate") }
        return certificate
    }

    /// 128 random bits, the first of them zero so that the number is positive (RFC 5280, section 4.1.2.2: up to 20
    /// octets, never negative), the second one so that it is never short.
    private func setSerial(_ handle: OpaquePointer) -> Bool {
        var bytes = random.bytes(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(handle)) != nil
    }

    private func add(_ item: CertificateProfile.Extension, to handle: OpaquePointer, issuer: OpaquePointer) -> Bool {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer, handle, nil, nil, 0)
        colophon_X509V3_without_database(&context)
        guard let made = X509V3_EXT_nconf(nil, &context, item.name, item.value) else { return false }
        defer { X509_EXTENSION_free(made) }
        return X509_add_ext(handle, made, -1) == 1
    }

    private func time(_ moment: WallTime) -> Int {
        Int(moment.milliseconds / 1_000)
    }

    private func refusal(_ operation: String = "making a certificate") -> CryptoError {
        .refused(operation: operation, reason: OpenSSLFailure.reason())
    }
}
