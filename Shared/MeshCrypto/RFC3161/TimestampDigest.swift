internal import COpenSSL

/// A digest that a timestamp may be asked over. SHA-1 and older are not among them and are refused by the authority.
package enum TimestampDigest: String, Sendable, Hashable, CaseIterable {
    case sha256
    case sha384
    case sha512
    /// GB/T 32905-2016.
    case sm3

    /// Length of the digest, in bytes.
    package var digestBytes: Int {
        switch self {
        case .sha256, .sm3: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    var function: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        case .sm3: EVP_sm3()
        }
    }

    /// The contents of the digest's object identifier: NIST's arc 2.16.840.1.101.3.4.2, and 1.2.156.10197.1.401.
    var objectIdentifier: [UInt8] {
        switch self {
        case .sha256: [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]
        case .sha384: [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02]
        case .sha512: [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03]
        case .sm3: [0x2A, 0x81, 0x1C, 0xCF, 0x55, 0x01, 0x83, 0x11]
        }
    }

    init?(nid: Int32) {
        guard let match = Self.allCases.first(where: { EVP_MD_get_type($0.function) == nid }) else { return nil }
        self = match
    }
}
