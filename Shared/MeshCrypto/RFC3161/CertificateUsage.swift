internal import COpenSSL

/// What a certificate may be used for.
enum CertificateUsage {
    /// Whether the extended key usage is critical and holds timeStamping and nothing else (RFC 3161, section 2.3).
    static func isTimestampingOnly(_ certificate: OpaquePointer?) -> Bool {
        var critical: Int32 = -1
        guard let usage = X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nil) else { return false }
        let list = OpaquePointer(usage)
        defer { EXTENDED_KEY_USAGE_free(list) }
        guard critical == 1, OPENSSL_sk_num(list) == 1, let only = OPENSSL_sk_value(list, 0) else { return false }
        return OBJ_obj2nid(OpaquePointer(only)) == NID_time_stamp
    }
}
