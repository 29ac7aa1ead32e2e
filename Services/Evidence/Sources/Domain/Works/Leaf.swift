internal import MeshCrypto
package import MeshKernel

/// What a leaf of the log records.
package enum LeafKind: UInt8, Sendable, CaseIterable {
    /// One file.
    case work = 1
    /// A whole chain, closed.
    case chainSeal = 2
    /// The log's next key.
    case keyRollover = 3
    /// That the contents of an earlier entry were erased.
    case tombstone = 4
}

/// The random pseudonym under which a project appears in the public log: 16 bytes.
package struct ChainID: Sendable, Hashable {
    /// Length, in bytes.
    package static let byteCount = 16

    /// The pseudonym itself.
    package let bytes: [UInt8]

    /// Nil unless there are exactly 16 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    init(trusted bytes: [UInt8]) {
        assert(bytes.count == Self.byteCount, "a pseudonym has sixteen bytes")
        self.bytes = bytes
    }

    /// A fresh pseudonym.
    package init(random: any RandomSource) {
        bytes = random.bytes(Self.byteCount)
    }
}

/// One entry of the log, 182 bytes, hashed exactly as shipped. It commits to everything and reveals nothing: no digest,
/// name or account stands in it.
package struct Leaf: Sendable, Equatable {
    /// Length of an encoded leaf, in bytes.
    package static let byteCount = 182
    private static let tag = Array("colophon/evidence/v1\0".utf8)

    /// What it records.
    package let kind: LeafKind
    /// When the service accepted the work, in milliseconds since 1970-01-01T00:00:00Z.
    package let acceptedMilliseconds: UInt64
    /// SHA-256 over a 32-byte salt and the SHA-256 of the file.
    package let workCommit: TreeHash
    /// The chain it belongs to.
    package let chainID: ChainID
    /// Place in the chain, from 0.
    package let sequence: UInt64
    /// Leaf hash of the one before in the chain; zeros for the first.
    package let previousLeafHash: TreeHash
    /// SHA-256 over a 32-byte salt and the metadata as shipped.
    package let metaCommit: TreeHash
    /// SHA-256 over the DER TimeStampToken.
    package let tokenHash: TreeHash

    package init(
        kind: LeafKind, acceptedMilliseconds: UInt64, workCommit: TreeHash, chainID: ChainID, sequence: UInt64,
        previousLeafHash: TreeHash, metaCommit: TreeHash, tokenHash: TreeHash
    ) {
        self.kind = kind
        self.acceptedMilliseconds = acceptedMilliseconds
        self.workCommit = workCommit
        self.chainID = chainID
        self.sequence = sequence
        self.previousLeafHash = previousLeafHash
        self.metaCommit = metaCommit
        self.tokenHash = tokenHash
    }

    /// The hash under which the leaf stands in the tree.
    package var hash: TreeHash { .leaf(encoded) }
}

extension Leaf {
    /// The leaf's bytes: tag, kind, time, work commitment, chain, sequence, previous leaf, metadata commitment, token
    /// hash. Integers are big-endian.
    package var encoded: [UInt8] {
        var bytes = Self.tag
        bytes.reserveCapacity(Self.byteCount)
        bytes.append(kind.rawValue)
        bytes += Self.bigEndian(acceptedMilliseconds)
        bytes += workCommit.bytes
        bytes += chainID.bytes
        bytes += Self.bigEndian(sequence)
        bytes += previousLeafHash.bytes
        bytes += metaCommit.bytes
        bytes += tokenHash.bytes
        return bytes
    }

    /// Nil unless the bytes are exactly a leaf of a known kind.
    package init?(decoding bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.tag) else { return nil }
        var position = Self.tag.count
        func take(_ count: Int) -> ArraySlice<UInt8> {
            defer { position += count }
            return bytes[position..<position + count]
        }
        guard let kind = LeafKind(rawValue: take(1).first ?? 0) else { return nil }
        let accepted = take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let work = TreeHash(take(32)), let chain = ChainID(take(16)) else { return nil }
        let sequence = take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let previous = TreeHash(take(32)), let meta = TreeHash(take(32)), let token = TreeHash(take(32)) else {
            return nil
        }
        self.init(
            kind: kind, acceptedMilliseconds: accepted, workCommit: work, chainID: chain, sequence: sequence,
            previousLeafHash: previous, metaCommit: meta, tokenHash: token)
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }
}
