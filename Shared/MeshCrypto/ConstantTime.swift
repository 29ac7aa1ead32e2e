import COpenSSL

/// Comparing secrets without telling how far they agree.
package enum ConstantTime {
    /// Whether both are the same; takes as long for any two of one length. The lengths are no secret.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
