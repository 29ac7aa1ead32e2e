import COpenSSL

/// Digests and authentication codes of bytes that are all here.
package enum Digest {
    /// SHA-256, 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { compute(.sha256, $0) }
    }

    /// SHA-256, 32 bytes.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        compute(.sha256, bytes)
    }

    /// SM3, 32 bytes.
    package static func sm3(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { compute(.sm3, $0) }
    }

    /// HMAC with SHA-256 (RFC 2104), 32 bytes.
    package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { target, count in
            let context = EVP_MAC_CTX_dup(hmacTemplate)
            defer { EVP_MAC_CTX_free(context) }
            var length = 0
            // The key's pointer must not be nil even when it is empty: OpenSSL would take that for "as before".
            let isMade = (key.isEmpty ? [0] : key).withUnsafeBufferPointer { keyBytes in
                EVP_MAC_init(context, keyBytes.baseAddress, key.count, nil) == 1
                    && EVP_MAC_update(context, bytes, bytes.count) == 1
                    && EVP_MAC_final(context, target.baseAddress, &length, 32) == 1
            }
            precondition(isMade && length == 32, "OpenSSL computes HMAC-SHA256")
            count = 32
        }
    }

    /// Knows its digest and no key, and is only ever copied: finding algorithms by their names costs more than a short
    /// message's code.
    nonisolated(unsafe) private static let hmacTemplate: OpaquePointer? = {
        let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(algorithm) }
        let context = EVP_MAC_CTX_new(algorithm)
        var name = Array("SHA256".utf8CString)
        let isSet = name.withUnsafeMutableBufferPointer { name in
            EVP_MAC_CTX_set_params(
                context,
                [OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0), OSSL_PARAM_construct_end()]) == 1
        }
        precondition(isSet, "OpenSSL has HMAC-SHA256")
        return context
    }()

    private static func compute(_ algorithm: DigestAlgorithm, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: algorithm.bytes) { target, count in
            let result = EVP_Digest(
                bytes.baseAddress, bytes.count, target.baseAddress, nil, algorithm.implementation, nil)
            precondition(result == 1, "OpenSSL has no \(algorithm)")
            count = algorithm.bytes
        }
    }
}
