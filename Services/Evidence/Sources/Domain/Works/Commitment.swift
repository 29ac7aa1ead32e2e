internal import MeshCrypto
package import MeshKernel

/// Thirty-two random bytes that keep a commitment from being guessed; destroying them is erasure.
package struct Salt: Sendable, Hashable {
    /// Length, in bytes.
    package static let byteCount = 32

    /// The salt itself.
    package let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// A fresh salt.
    package init(random: any RandomSource) {
        bytes = random.bytes(Self.byteCount)
    }

    /// SHA-256 over this salt and `content`.
    package func commit(to content: [UInt8]) -> TreeHash {
        TreeHash(trusted: Digest.sha256(bytes + content))
    }
}
