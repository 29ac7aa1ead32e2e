import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("A seal's proof in its first answer", .timeLimit(.minutes(5)))
struct SealProofTests {
    private typealias Part = EvidenceV1.SubmitRequest.Part

    private func parts(_ content: [UInt8], in project: String, withProof: Bool = true) -> [Part] {
        let header = EvidenceV1.SubmitRequest.Header(
            project: project, name: "a", size: UInt64(content.count), withProof: withProof)
        return [
            .header(header), .chunk(content), .digest(EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256(content))),
        ]
    }

    /// That the proof leads from the item's entry to a root which the log has signed, and that its token is about the file.
    private func expectShown(
        _ proof: EvidenceV1.SealProof, _ item: EvidenceV1.EvidenceItem, in room: EvidenceRoom,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let log = try LogProof(parsing: proof.tlogProof)
        let note = try SignedNote(parsing: log.checkpoint)
        let checkpoint = try Checkpoint(parsing: note.text)
        #expect(throws: Never.self, "signed by the log", sourceLocation: sourceLocation) {
            try room.identity.signer.publicKey.verify(note)
        }
        let hash = TreeHash.leaf(proof.leaf)
        #expect(hash.bytes == item.leafHash && log.inclusion.index == item.logIndex, sourceLocation: sourceLocation)
        #expect(
            log.inclusion.root(leaf: hash, size: checkpoint.size) == checkpoint.root, sourceLocation: sourceLocation)
        let token = try TimestampToken(der: TimestampResponse(der: proof.token).granted())
        let leaf = try #require(Leaf(decoding: proof.leaf), sourceLocation: sourceLocation)
        #expect(leaf.tokenHash.bytes == Digest.sha256(token.der), sourceLocation: sourceLocation)
        #expect(token.digest == item.sha256, sourceLocation: sourceLocation)
    }

    @Test("it is byte for byte what the bundle has, and stays away when nobody asked for it")
    func asInTheBundle() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            let answer = try await room.submit(parts([2, 3], in: project))
            let (item, proof) = try (#require(answer.evidence), #require(answer.proof))
            let files = try ZipArchive(reading: try await room.bundle(item.id).bytes)
            let named = Dictionary(uniqueKeysWithValues: files.entries.map { ($0.name, $0.bytes) })
            #expect(named[BundleFile.leaf] == proof.leaf)
            #expect(named[BundleFile.opening] == proof.opening)
            #expect(named[BundleFile.token] == proof.token)
            #expect(named[BundleFile.proof] == proof.tlogProof)
            try expectShown(proof, item, in: room)
            #expect(try await room.submit(parts([4], in: project, withProof: false)).proof == nil)
        }
    }

    @Test("works that come together, over the border of a tile, have each its own")
    func together() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let answer = try await room.submit(
                            parts(Array("work \(number)".utf8), in: project, withProof: number % 4 != 0))
                        let item = try #require(answer.evidence)
                        #expect((answer.proof == nil) == (number % 4 == 0))
                        if let proof = answer.proof { try expectShown(proof, item, in: room) }
                    }
                }
                try await group.waitForAll()
            }
            let batches = await room.sequencer.statistics
            #expect(batches.entries == 300 && batches.batches < 300)
            // None of them came from the store.
            #expect(batches.freshProofs == 225)
        }
    }

    @Test("a repetition may ask for it though the first call did not, and has it as the log stands by then")
    func repeated() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let first = try await room.submit(parts([1], in: project, withProof: false), key: "once")
            _ = try await room.seal([2], in: project)
            let again = try await room.submit(parts([1], in: project), key: "once")
            #expect(again.evidence == first.evidence)
            let (item, proof) = try (#require(again.evidence), #require(again.proof))
            try expectShown(proof, item, in: room)
            let text = try SignedNote(parsing: LogProof(parsing: proof.tlogProof).checkpoint).text
            #expect(try Checkpoint(parsing: text).size == 2)
            #expect(try await room.audit().size == 2)
        }
    }

    @Test("files of one stream have each theirs, when they ask")
    func many() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let all = parts([1], in: project) + parts([2], in: project, withProof: false) + parts([3], in: project)
            let results = try await room.client.submitMany(options: room.options()) { writer in
                for part in all { try await writer.write(EvidenceV1.SubmitRequest(part: part)) }
            }.results
            #expect(results.map { $0.proof != nil } == [true, false, true])
            for result in results {
                guard case .evidence(let item) = result.outcome, let proof = result.proof else { continue }
                try expectShown(proof, item, in: room)
            }
        }
    }

    @Test("the tiles that an append leaves prove each of its entries, over the borders of tiles of two levels")
    func fresh() throws {
        var edge = TileEdge()
        var shelf = TileShelf([])
        var count: UInt64 = 0
        for batch in [1, 200, 55, 1, 255, 256, 64_700, 60, 7, 1, 254, 256, 3] {
            let leaves = (count..<count + UInt64(batch)).map { TreeHash.leaf(Array("entry \($0)".utf8)) }
            let tiles = edge.append(leaves)
            shelf.keep(tiles)
            let size = count + UInt64(batch)
            let root = edge.root
            let proofs = FreshTiles(changed: tiles, edge: edge).proofs
            let kept = shelf.proofs(Int(size))
            for (position, leaf) in leaves.enumerated().suffix(300) {
                let proof = try proofs.inclusion(of: count + UInt64(position))
                #expect(proof.root(leaf: leaf, size: size) == root)
                if position % 50 == 0 { #expect(try kept.inclusion(of: count + UInt64(position)) == proof) }
            }
            count = size
        }
        #expect(count > 65_536)
    }
}
