import COpenSSL

extension Certificate {
    /// Whom the certificate is for, as RFC 2253 writes names but in the certificate's own order, e.g.
    /// `O=Colophon, CN=timestamp authority`. Control characters are escaped; empty when it cannot be read.
    package var subject: String {
        // ASN1_STRFLGS_RFC2253 without ASN1_STRFLGS_ESC_MSB, and XN_FLAG_SEP_CPLUS_SPC: macros that Swift does not see.
        let form: UInt = 0x313 | 0x20000
        OpenSSLFailure.forget()
        defer { OpenSSLFailure.forget() }
        let bytes = MemoryBIO.writing { bio in X509_NAME_print_ex(bio, X509_get_subject_name(handle), 0, form) >= 0 }
        return bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
