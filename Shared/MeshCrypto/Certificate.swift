import COpenSSL
package import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// An X.509 certificate held by OpenSSL. Immutable; OpenSSL counts its references atomically.
package final class Certificate: @unchecked Sendable {
    /// OpenSSL's object, owned by this value and good as long as it lives.
    package let handle: OpaquePointer

    /// Takes over the reference it is given.
    package init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    /// Takes a reference of its own.
    package convenience init(sharing handle: OpaquePointer) {
        X509_up_ref(handle)
        self.init(owning: handle)
    }

    deinit {
        X509_free(handle)
    }

    /// Every certificate in the PEM file at `path`, in its order; `malformed` when there is none, or too many, or
    /// something between them cannot be parsed.
    package static func list(path: String) throws(CryptoError) -> [Certificate] {
        try list(pem: FileBytes.read(path), path: path)
    }

    /// Every certificate in `pem`; `path` is for the error.
    package static func list(pem: [UInt8], path: String) throws(CryptoError) -> [Certificate] {
        OpenSSLFailure.forget()
        defer { OpenSSLFailure.forget() }
        var found: [Certificate] = []
        var endsCleanly = false
        _ = MemoryBIO.reading(pem) { bio in
            while found.count <= Limits.certificatesPerFileMax {
                guard let certificate = PEM_read_bio_X509(bio, nil, nil, nil) else {
                    // "no start line" is how OpenSSL says that nothing is left.
                    endsCleanly = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
                    break
                }
                found.append(Certificate(owning: certificate))
            }
            return nil
        }
        guard endsCleanly, !found.isEmpty else {
            throw .malformed(path: path, expected: "certificates in PEM form")
        }
        return found
    }

    /// The certificate in PEM.
    package func pem() throws(CryptoError) -> [UInt8] {
        OpenSSLFailure.forget()
        guard let bytes = MemoryBIO.writing({ bio in PEM_write_bio_X509(bio, handle) == 1 }) else {
            throw .refused(operation: "writing a certificate", reason: OpenSSLFailure.reason())
        }
        return bytes
    }

    /// The first moment the certificate is good; nil when its field cannot be read.
    package var notBefore: WallTime? { Self.wallTime(X509_get0_notBefore(handle)) }

    /// The last moment the certificate is good; nil when its field cannot be read.
    package var notAfter: WallTime? { Self.wallTime(X509_get0_notAfter(handle)) }

    /// The serial number, in upper-case hexadecimal as OpenSSL prints it.
    package var serial: String {
        guard let number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(handle), nil) else { return "" }
        defer { BN_free(number) }
        guard let text = BN_bn2hex(number) else { return "" }
        defer { CRYPTO_free(text, #fileID, #line) }
        return String(cString: text)
    }

    /// Whether `key` is the private half of this certificate's key.
    package func belongs(to key: PrivateKey) -> Bool {
        OpenSSLFailure.forget()
        defer { OpenSSLFailure.forget() }
        return X509_check_private_key(handle, key.handle) == 1
    }

    /// Every URI among the certificate's names; nil for one that is not ASCII, or holds a NUL.
    package var uris: [String?] { Self.uris(of: handle) }

    /// As above, for a certificate that OpenSSL owns.
    package static func uris(of certificate: OpaquePointer) -> [String?] {
        guard let names = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil).map(OpaquePointer.init)
        else { return [] }
        defer { GENERAL_NAMES_free(names) }
        var uris: [String?] = []
        for index in 0..<colophon_GENERAL_NAMES_count(names) {
            guard let name = colophon_GENERAL_NAMES_at(names, index) else { continue }
            var type: Int32 = 0
            guard let value = GENERAL_NAME_get0_value(name, &type), type == GEN_URI else { continue }
            let text = value.assumingMemoryBound(to: ASN1_STRING.self)
            let bytes = UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
            uris.append(
                bytes.allSatisfy { $0 > 0 && $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : nil)
        }
        return uris
    }

    /// Whether the certificate is an authority's (basic constraints: CA).
    package var isAuthority: Bool { X509_check_ca(handle) == 1 }

    /// Whether the certificate names itself as its issuer.
    package var isSelfIssued: Bool {
        X509_NAME_cmp(X509_get_subject_name(handle), X509_get_issuer_name(handle)) == 0
    }

    private static func wallTime(_ field: UnsafePointer<ASN1_TIME>?) -> WallTime? {
        var parts = tm()
        guard let field, ASN1_TIME_to_tm(field, &parts) == 1 else { return nil }
        return WallTime(milliseconds: Int64(timegm(&parts)) * 1_000)
    }
}
