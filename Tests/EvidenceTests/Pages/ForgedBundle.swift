import Evidence
import MeshCrypto
import MeshDocument
import MeshTestKit
import Testing

/// The golden bundle with another token, and an entry, a log of one entry and a manifest that fit it: what a dishonest
/// log could make. Only the token's own signature stands against it.
enum ForgedBundle {
    /// Bytes of a response before the token: the frame around a plain grant.
    static let frameBytes = 9

    static func bytes(tokenResponse: [UInt8], from archive: ZipArchive) throws -> [UInt8] {
        let golden = try #require(archive[BundleFile.leaf].flatMap { Leaf(decoding: $0) })
        let opening = try #require(archive[BundleFile.opening].flatMap { Opening(decoding: $0) })
        let metadata = try #require(WorkMetadata(decoding: opening.meta))
        let identity = try EvidenceRoom.identity()
        let token = Array(tokenResponse[frameBytes...])
        let leaf = Leaf(
            kind: .work, acceptedMilliseconds: golden.acceptedMilliseconds, workCommit: golden.workCommit,
            chainID: golden.chainID, sequence: 0, previousLeafHash: .zero, metaCommit: golden.metaCommit,
            tokenHash: try #require(TreeHash(Digest.sha256(token))))
        let checkpoint = identity.signer.sign(Checkpoint(origin: identity.origin, size: 1, root: leaf.hash).text)
        let bundle = Bundle(
            number: metadata.number, leaf: leaf.encoded, opening: opening,
            proof: LogProof(inclusion: InclusionProof(index: 0, hashes: []), checkpoint: checkpoint.encoded),
            tokenResponse: tokenResponse,
            authorityChain: String(decoding: try #require(archive[BundleFile.authorityChain]), as: UTF8.self),
            timestampPolicy: TimestampPolicy.hostClock, logKey: identity.signer.publicKey, chain: [])
        return try bundle.archive.encoded()
    }
}
