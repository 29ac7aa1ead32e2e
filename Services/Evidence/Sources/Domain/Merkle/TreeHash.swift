internal import MeshCrypto
internal import MeshKernel

/// A SHA-256 hash in the log's tree: 32 bytes.
package struct TreeHash: Sendable, Hashable, CustomStringConvertible {
    /// Length of a hash, in bytes.
    package static let byteCount = 32
    /// Thirty-two zeros: what the first leaf of a chain names as the one before it.
    package static let zero = TreeHash(trusted: [UInt8](repeating: 0, count: byteCount))

    /// The hash itself.
    package let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    init(trusted bytes: [UInt8]) {
        assert(bytes.count == Self.byteCount, "a tree hash has 32 bytes")
        self.bytes = bytes
    }

    /// In lower-case hexadecimal.
    package var description: String { Hexadecimal.encode(bytes) }

    /// The hash of one entry (RFC 6962, section 2.1): SHA-256 over a zero byte and the entry.
    package static func leaf(_ entry: [UInt8]) -> TreeHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entry.count + 1)
        bytes.append(0x00)
        bytes += entry
        return TreeHash(trusted: Digest.sha256(bytes))
    }

    /// The hash of two subtrees (RFC 6962, section 2.1): SHA-256 over a one byte, the left and the right hash.
    package static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + 2 * byteCount)
        bytes.append(0x01)
        bytes += left.bytes
        bytes += right.bytes
        return TreeHash(trusted: Digest.sha256(bytes))
    }

    /// The root of a tree without entries: SHA-256 of nothing.
    package static let emptyRoot = TreeHash(trusted: Digest.sha256([]))
}
