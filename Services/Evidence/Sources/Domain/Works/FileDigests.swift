/// The two digests of one file.
package struct FileDigests: Sendable, Equatable {
    /// Length of either, in bytes.
    package static let byteCount = 32

    /// FIPS 180-4.
    package let sha256: [UInt8]
    /// GB/T 32905-2016.
    package let sm3: [UInt8]

    /// Both of 32 bytes.
    package init(sha256: [UInt8], sm3: [UInt8]) {
        precondition(sha256.count == Self.byteCount && sm3.count == Self.byteCount, "both digests have 32 bytes")
        self.sha256 = sha256
        self.sm3 = sm3
    }
}
