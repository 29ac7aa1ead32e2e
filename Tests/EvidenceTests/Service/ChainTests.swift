import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Sealing a chain", .timeLimit(.minutes(5)))
struct ChainTests {
    private func sealChain(
        _ project: String, in room: EvidenceRoom, account: String = "acc_a", key: String? = nil
    ) async throws -> (name: String, bytes: [UInt8]) {
        try await room.chain(of: project, account: account, key: key)
    }

    private func verify(_ bytes: [UInt8], _ files: [[UInt8]], in room: EvidenceRoom) throws -> ChainReport {
        try ChainVerifier(try room.verifier()).verify(bundle: bytes, files: files.map { FileDigests(of: $0) })
    }

    @Test("the whole chain comes as one bundle, proven item by item, whole and in order")
    func whole() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let other = try await room.project("Between")
            for number in 0..<6 {
                _ = try await room.seal([UInt8(number)], in: project)
                _ = try await room.seal([UInt8(number)], in: other)
            }
            let chain = try await sealChain(project, in: room)
            #expect(chain.name.hasSuffix("-chain.zip"))
            #expect(try ChainVerifier.isChain(chain.bytes))
            let report = try verify(chain.bytes, [[0], [4]], in: room)
            #expect(report.isProven, "\(report)")
            #expect(report.items.map(\.sequence) == [0, 1, 2, 3, 4, 5])
            #expect(report.earlierSeals == 0 && report.absentWorks == 0)
            #expect(report.items.map(\.isFileCompared) == [true, false, false, false, true, false])
            #expect(report.seal.statement.sequence == 6)
            let stranger = try verify(chain.bytes, [[9]], in: room)
            #expect(!stranger.isProven && stranger.strangers == 1)
            let found = try await room.client.getProject(
                EvidenceV1.GetProjectRequest(project: project), options: room.options())
            #expect(found.itemCount == 6 && found.chainVersion == 2)
            let audit = try await room.audit()
            #expect(audit.size == 13)
            let told = try await room.store.events(after: 0, limit: 100, reader: "registry").events.last
            #expect(told?.type == "chain.sealed")
            #expect(try EvidenceV1.ChainSealed(serialized: told?.payload ?? []).sequence == 6)
        }
    }

    @Test("a chain goes on after its seal, and the next seal shows the earlier one in its place")
    func again() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            let first = try await sealChain(project, in: room, key: "k")
            // Nothing came since: neither a repetition nor another call seals again.
            #expect(try await sealChain(project, in: room, key: "k").name == first.name)
            #expect(try await sealChain(project, in: room).name == first.name)
            #expect(try await room.audit().size == 2)
            #expect(try await room.seal([2], in: project).sequence == 2)
            let second = try await sealChain(project, in: room)
            #expect(second.name != first.name)
            let report = try verify(second.bytes, [[1], [2]], in: room)
            #expect(report.isProven && report.items.map(\.sequence) == [0, 2])
            #expect(report.earlierSeals == 1 && report.absentWorks == 0)
            // The key still gives the chain as it was.
            let repeated = try verify(try await sealChain(project, in: room, key: "k").bytes, [[1]], in: room)
            #expect(repeated.isProven && repeated.items.count == 1)
            let item = try await room.client.listEvidence(
                EvidenceV1.ListEvidenceRequest(project: project), options: room.options()
            ).items.first { $0.sequence == 2 }
            let bundle = try await room.bundle(item?.id ?? "")
            #expect(try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: [2])).isProven)
        }
    }

    @Test("a chain that witnesses saw is shown under one checkpoint of theirs, with each time once")
    func witnessed() async throws {
        let time = SeededTime()
        let log = try EvidenceRoom.identity().signer.publicKey
        try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                for number in 0..<3 { _ = try await room.seal([UInt8(number)], in: project) }
                _ = try await sealChain(project, in: room)
                let later = try await room.seal([9], in: try await room.project("Later"))
                _ = try await room.bundle(later.id, wait: .witnessed)
                let bytes = try await sealChain(project, in: room).bytes
                let archive = try ZipArchive(reading: bytes)
                let checkpoints = try archive.entries.filter { $0.name.hasSuffix(".tlog-proof") }
                    .map { try LogProof(parsing: $0.bytes).checkpoint }
                #expect(checkpoints.count == 4 && Set(checkpoints).count == 1)
                #expect(try witness.witness.key.times(on: SignedNote(parsing: checkpoints[0])).count == 1)
                let times = archive.entries.map(\.name).filter { $0.hasPrefix(ChainFile.times) }
                #expect(!times.isEmpty && Set(times).count == times.count, "\(times)")
                let trust = TrustAnchors(
                    log: log, authorities: try room.timestamps.trust(),
                    witnesses: try #require(WitnessQuorum([witness.witness.key], threshold: 1)))
                let report = try ChainVerifier(BundleVerifier(trust: trust, requiredWitnesses: 1))
                    .verify(bundle: bytes, files: [FileDigests(of: [1])])
                #expect(report.isProven, "\(report)")
                for item in report.items {
                    let step = try #require(item.report.steps.first { $0.name == .interval })
                    #expect(step.detail.contains("before 2"), "\(step)")
                }
                // A token that says a later time than a witness of the tree with its entry.
                let signer = try WitnessRoom.signer("example.org/witness", seed: 21)
                let late = try archive.entries.map { entry in
                    guard ["seal/interval/", "times/"].contains(where: { entry.name.hasPrefix($0) }),
                        entry.name.hasSuffix(".checkpoint")
                    else {
                        return entry
                    }
                    let note = try SignedNote(parsing: entry.bytes)
                    let line = signer.cosign(note.text, at: 1_000_000_000)
                    return ZipArchive.Entry(
                        name: entry.name,
                        bytes: SignedNote(text: note.text, signatures: [note.signatures[0], line]).encoded)
                }
                let moved = try ChainVerifier(BundleVerifier(trust: trust))
                    .verify(bundle: ZipArchive(entries: late).encoded(), files: [])
                #expect(
                    moved.items.allSatisfy { item in
                        item.report.steps.first { $0.name == .interval }?.outcome == .failed
                    })
            }
        }
    }

    @Test("seals and works of one project at once leave one unbroken chain")
    func racing() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal([0], in: project)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask { _ = try await room.seal([UInt8(number)], in: project) }
                    group.addTask {
                        let chain = try await sealChain(project, in: room)
                        #expect(try verify(chain.bytes, [], in: room).isProven)
                    }
                }
                try await group.waitForAll()
            }
            _ = try await room.audit()
            #expect(try verify(try await sealChain(project, in: room).bytes, [], in: room).items.count == 21)
        }
    }

    @Test("a chain without items, or another's, is not sealed")
    func refused() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let empty = await #expect(throws: RPCError.self) { try await sealChain(project, in: room) }
            #expect(empty?.code == .failedPrecondition && empty?.reason?.reason == "CHAIN_EMPTY")
            _ = try await room.seal([1], in: project)
            let theirs = await #expect(throws: RPCError.self) {
                try await sealChain(project, in: room, account: "acc_b")
            }
            #expect(theirs?.code == .notFound)
            #expect(try await room.audit().size == 1)
        }
    }

    @Test("a chain's bundle from which an item was taken, or into which one was put, or with a byte changed, fails")
    func changed() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            for number in 0..<3 { _ = try await room.seal([UInt8(number)], in: project) }
            let archive = try ZipArchive(reading: try await sealChain(project, in: room).bytes)
            func proven(_ entries: [ZipArchive.Entry]) throws -> Bool {
                let listed = entries.map { entry in
                    entry.name == ChainFile.manifest
                        ? ZipArchive.Entry(name: entry.name, bytes: ChainFile.manifest(of: entries)) : entry
                }
                return try verify(ZipArchive(entries: listed).encoded(), [], in: room).isProven
            }
            #expect(try proven(archive.entries))
            let folder = try #require(
                archive.entries.first { $0.name.hasPrefix("items/0000000001-") }?.name.split(separator: "/")[1])
            // Left out, it shows as an entry without an item; said to be another, it fails.
            let without = archive.entries.filter { !$0.name.hasPrefix("items/\(folder)/") }
            let report = try verify(
                ZipArchive(
                    entries: without.map {
                        $0.name == ChainFile.manifest
                            ? ZipArchive.Entry(name: $0.name, bytes: ChainFile.manifest(of: without)) : $0
                    }
                ).encoded(), [], in: room)
            #expect(report.absentWorks == 1)
            let moved = archive.entries.map { entry in
                ZipArchive.Entry(
                    name: entry.name.replacing("items/\(folder)/", with: "items/0000000007-\(folder.dropFirst(11))/"),
                    bytes: entry.bytes)
            }
            #expect(try !proven(moved))
            let foreign = try await room.project("Other")
            _ = try await room.seal([7], in: foreign)
            let theirs = try ZipArchive(reading: try await sealChain(foreign, in: room).bytes)
            let mixed = archive.entries + theirs.entries.filter { $0.name.hasPrefix("items/") }
            #expect(try !proven(mixed))
            let unproven = [
                "chain.json", "seal/leaf.bin", "seal/proof.tlog-proof", "seal/token.tsr", "seal/chain/0000000001.leaf",
                "seal/chain/0000000001.tlog-proof", "items/\(folder)/opening.json", "items/\(folder)/token.tsr",
            ]
            for name in unproven {
                let flipped = archive.entries.map { entry in
                    guard entry.name == name else { return entry }
                    var bytes = entry.bytes
                    bytes[bytes.count / 2] ^= 1
                    return ZipArchive.Entry(name: entry.name, bytes: bytes)
                }
                #expect(try !proven(flipped), "\(name)")
            }
            #expect(throws: VerificationReport.Refusal.self) {
                try verify(
                    ZipArchive(entries: archive.entries + [ZipArchive.Entry(name: "extra", bytes: [])]).encoded(), [],
                    in: room)
            }
        }
    }
}
