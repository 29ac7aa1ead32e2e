import COpenSSL

/// The digests this system computes.
package enum DigestAlgorithm: Sendable, Equatable, CaseIterable {
    /// SHA-256 (FIPS 180-4).
    case sha256
    /// SM3 (GB/T 32905-2016).
    case sm3

    /// The digest's length; both have 256 bits.
    package var bytes: Int { 32 }

    /// The algorithm as OpenSSL's providers give it, fetched once: a fetch takes a lock and a table look-up.
    var implementation: OpaquePointer? {
        switch self {
        case .sha256: Self.sha256Implementation
        case .sm3: Self.sm3Implementation
        }
    }

    nonisolated(unsafe) private static let sha256Implementation = EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) private static let sm3Implementation = EVP_MD_fetch(nil, "SM3", nil)
}
