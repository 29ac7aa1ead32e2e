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
            var length: UInt32 = 0
            // The key's pointer must not be nil even when it is empty: OpenSSL would take that for "as before".
            let result = (key.isEmpty ? [0] : key).withUnsafeBytes { keyBytes in
                HMAC(
                    DigestAlgorithm.sha256.implementation, keyBytes.baseAddress, Int32(key.count), bytes, bytes.count,
                    target.baseAddress, &length)
            }
            precondition(result != nil && length == 32, "OpenSSL computes HMAC-SHA256")
            count = 32
        }
    }

    private static func compute(_ algorithm: DigestAlgorithm, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: algorithm.bytes) { target, count in
            let result = EVP_Digest(
                bytes.baseAddress, bytes.count, target.baseAddress, nil, algorithm.implementation, nil)
            precondition(result == 1, "OpenSSL has no \(algorithm)")
            count = algorithm.bytes
        }
    }
}
