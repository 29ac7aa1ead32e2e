import COpenSSL

/// OpenSSL's in-memory files, for the length of one call.
enum MemoryBIO {
    /// Lets `body` read `bytes`; nil when it returns nil.
    static func reading(_ bytes: [UInt8], _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
        bytes.withUnsafeBytes { raw in
            guard let bio = BIO_new_mem_buf(raw.baseAddress ?? UnsafeRawPointer(bitPattern: 1), Int32(raw.count))
            else { return nil }
            defer { BIO_free(bio) }
            return body(bio)
        }
    }

    /// What `body` wrote; nil when it returns false. The memory is wiped, for it may hold a key.
    static func writing(_ body: (OpaquePointer) -> Bool) -> [UInt8]? {
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard body(bio) else { return nil }
        var start: UnsafeMutablePointer<CChar>?
        let count = colophon_BIO_memory(bio, &start)
        guard count > 0, let start else { return [] }
        let bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
        OPENSSL_cleanse(start, count)
        return bytes
    }
}
