import Evidence
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

/// The first version's bundle: everything about it follows from fixed seeds, except the timestamp, whose signature is
/// random and so is taken from the committed bundle.
struct GoldenBundle {
    static let content = Array("Colophon: the note at the end of a book that says who made it, where and when.\n".utf8)
    static let time = WallTime(milliseconds: 1_767_225_600_123)

    let bundle: Bundle
    let logKey: NoteKey

    init(response: [UInt8], authorityChain: String) throws {
        let random = SeededRandom(seed: 2_026)
        let identity = try EvidenceRoom.identity()
        let token = try TimestampToken(der: TimestampResponse(der: response).granted())
        let chainID = ChainID(random: random)
        let number = EvidenceNumber(at: Self.time, random: random)
        let metadata = WorkMetadata(
            number: number, name: try FileName("colophon.txt"), size: UInt64(Self.content.count),
            mediaType: try MediaType("text/plain"), mode: .bytes, sm3: Digest.sm3(Self.content),
            projectTitle: try ProjectTitle("样书 Golden"), authority: .platform,
            holder: WorkMetadata.Holder(account: "acc_golden", verification: .unverified))
        let opening = Opening(
            workSalt: Salt(random: random), metaSalt: Salt(random: random), sha256: Digest.sha256(Self.content),
            meta: metadata.encoded)

        var head = ChainHead.start
        var leaves: [Leaf] = []
        func append(_ chain: ChainID, _ head: ChainHead, work: TreeHash, meta: TreeHash, token: TreeHash) -> Leaf {
            let leaf = Leaf(
                kind: .work, acceptedMilliseconds: UInt64(Self.time.milliseconds), workCommit: work, chainID: chain,
                sequence: head.nextSequence, previousLeafHash: head.lastLeafHash, metaCommit: meta, tokenHash: token)
            leaves.append(leaf)
            return leaf
        }
        func filler() -> TreeHash { .leaf(random.bytes(8)) }
        let stranger = ChainID(random: random)
        for _ in 0..<2 {
            let earlier = append(chainID, head, work: filler(), meta: filler(), token: filler())
            head = ChainHead(nextSequence: head.nextSequence + 1, lastLeafHash: earlier.hash)
            _ = append(
                stranger, ChainHead(nextSequence: head.nextSequence - 1, lastLeafHash: .zero), work: filler(),
                meta: filler(), token: filler())
        }
        let tokenHash = try #require(TreeHash(Digest.sha256(token.der)))
        let leaf = append(chainID, head, work: opening.workCommit, meta: opening.metaCommit, token: tokenHash)
        _ = append(stranger, head, work: filler(), meta: filler(), token: filler())

        let hashes = leaves.map(\.hash)
        let shelf = TileShelf(hashes)
        let proofs = shelf.proofs(hashes.count)
        let checkpoint = identity.signer.sign(
            Checkpoint(origin: identity.origin, size: UInt64(hashes.count), root: try proofs.root()).text
        ).encoded
        func proof(_ index: UInt64) throws -> LogProof {
            LogProof(inclusion: try proofs.inclusion(of: index), checkpoint: checkpoint)
        }
        logKey = identity.signer.publicKey
        bundle = Bundle(
            number: number, leaf: leaf.encoded, opening: opening, proof: try proof(4), tokenResponse: response,
            authorityChain: authorityChain, timestampPolicy: token.policy, logKey: logKey,
            chain: [
                Bundle.ChainLink(sequence: 0, leaf: leaves[0].encoded, proof: try proof(0)),
                Bundle.ChainLink(sequence: 1, leaf: leaves[2].encoded, proof: try proof(2)),
            ])
    }

    /// Writes the vector where none stands: work, leaf, bundle and the anchors that prove it.
    static func writeFirst() throws {
        let time = SeededTime(start: Self.time)
        let room = try TimestampRoom(time: time)
        let authority = try room.authority(TimestampClock(mode: .host, time: time, discipline: StatedDiscipline()))
        let response = try authority.token(for: Digest.sha256(content)).response
        let golden = try GoldenBundle(response: response, authorityChain: authority.chainPEM)
        try WholeFile.replace(Golden.path("work.txt"), with: content)
        try WholeFile.replace(Golden.path("leaf.bin"), with: golden.bundle.leaf)
        try WholeFile.replace(Golden.path("bundle.zip"), with: golden.bundle.archive.encoded())
        try WholeFile.replace(Golden.path("trust/log.pub"), with: golden.logKey.line + "\n")
        try WholeFile.replace(Golden.path("trust/tsa-ca.pem"), with: room.root.certificate.pem())
    }
}
