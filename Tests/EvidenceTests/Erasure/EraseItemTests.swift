import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Erasing an item", .timeLimit(.minutes(5)))
struct EraseItemTests {
    private func erase(
        _ id: String, in room: EvidenceRoom, account: String = "acc_a"
    ) async throws -> EvidenceV1.ItemErasure {
        try await room.erasure.eraseItem(EvidenceV1.EraseItemRequest(which: .id(id)), options: room.options(account))
    }

    private func refusal(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason
        } catch {
            return "\(error)"
        }
    }

    /// What is kept of an item in sealed form, and the name of its file.
    private struct Kept: Sendable {
        let opening: [UInt8]
        let response: [UInt8]
        let answer: [UInt8]
        let blob: String
        /// The sealed bytes, where they are a row and no file.
        let small: [UInt8]?
    }

    private func kept(_ id: String, key: String, in room: EvidenceRoom) async throws -> Kept {
        try await room.store.read { snapshot in
            guard
                let opening = try snapshot.row(
                    "SELECT opening, response FROM openings WHERE evidence = ?", .text(id)),
                let answer = try snapshot.row("SELECT response FROM idempotency WHERE key = ?", .text(key)),
                let content = try snapshot.row(
                    "SELECT blob, sealed FROM contents LEFT JOIN small_blobs ON small_blobs.id = blob WHERE evidence = ?",
                    .text(id))
            else { throw EvidenceError.evidenceNotFound }
            return Kept(
                opening: try opening.blob("opening"), response: try opening.blob("response"),
                answer: try answer.blob("response"), blob: try content.text("blob"),
                small: try content.optionalBlob("sealed"))
        }
    }

    @Test("nothing of an erased item is left in any file, and everything of the others is")
    func gone() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let random = SeededRandom(seed: 1)
            var items: [(id: String, kept: Kept)] = []
            for number in 0..<60 {
                let item = try await room.seal(
                    random.bytes(number.isMultiple(of: 3) ? 5_000 : 20_000), in: project, name: "work \(number).bin",
                    key: "key-\(number)")
                items.append((item.id, try await kept(item.id, key: "key-\(number)", in: room)))
            }
            // Into the database file, where pages have been split and filled; not only in the log that is truncated.
            #expect(await room.store.emptyLog())
            let before = try StoredBytes(of: room)
            for (_, kept) in items {
                for bytes in [kept.opening, kept.response, kept.answer] {
                    #expect(before.places(of: bytes).contains { $0.hasSuffix("store.sqlite") })
                }
            }
            let chosen = Set((0..<60).filter { _ in random.integer(in: 0...1) == 0 })
            // The disk's own copy of a file's key, as an undelete would find it.
            let headers = try items.map { item in
                let sealed =
                    try item.kept.small
                    ?? WholeFile.contents(#require(room.blobFiles.first { $0.contains(item.kept.blob) }))
                return Array(sealed.dropFirst(16).prefix(60))
            }
            for number in chosen { _ = try await erase(items[number].id, in: room) }
            let after = try StoredBytes(of: room)
            let kept = try await room.keptBlobs()
            for (number, item) in items.enumerated() {
                let expected = !chosen.contains(number)
                for bytes in [item.kept.opening, item.kept.response, item.kept.answer, headers[number]] {
                    #expect(after.holds(bytes) == expected, "item \(number)")
                }
                #expect(kept.contains { $0.contains(item.kept.blob) } == expected)
            }
            let report = try await room.audit()
            #expect(report.items == 60 && report.erased == UInt64(chosen.count))
        }
    }

    @Test("every read answers that it was erased, a list says when, and a repetition answers alike")
    func answers() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal([1, 2, 3], in: project, key: "seal")
            room.time.advance(by: .seconds(10))
            let other = try await room.seal([4], in: project)
            let erased = try await erase(item.id, in: room)
            #expect(erased.evidence == item.id && erased.number == item.number && erased.project == project)
            #expect(erased.logIndex == item.logIndex && erased.tombstoneIndex == 2)
            #expect(erased.erasedAt?.seconds == room.time.wall().milliseconds / 1_000)
            room.time.advance(by: .seconds(10))
            #expect(try await erase(item.id, in: room) == erased)
            #expect(
                try await room.erasure.eraseItem(
                    EvidenceV1.EraseItemRequest(which: .number(item.number)), options: room.options()) == erased)

            for which in [EvidenceV1.GetEvidenceRequest.Which.id(item.id), .number(item.number)] {
                let reason = await refusal {
                    _ = try await room.client.getEvidence(
                        EvidenceV1.GetEvidenceRequest(which: which), options: room.options())
                }
                #expect(reason == "ERASED")
            }
            #expect(await refusal { _ = try await room.bundle(item.id) } == "ERASED")
            #expect(await refusal { _ = try await room.bundle(item.id, wait: .witnessed) } == "ERASED")
            let filing = EvidenceV1.ApplyFilingRequest(
                project: project, evidence: [item.id], kind: .designDrawing, storer: "a", content: "b",
                statedAt: GoogleProtobuf.Timestamp(seconds: room.time.wall().milliseconds / 1_000 - 60))
            #expect(
                await refusal { _ = try await room.filings.applyFiling(filing, options: room.options()) }
                    == "EVIDENCE_NOT_FOUND")

            let list = try await room.client.listEvidence(
                EvidenceV1.ListEvidenceRequest(project: project), options: room.options()
            ).items
            #expect(list.map(\.id) == [item.id, other.id])
            #expect(list[0].erasedAt == erased.erasedAt && list[0].number == item.number)
            #expect(list[0].logIndex == item.logIndex && list[0].leafHash == item.leafHash)
            #expect(list[0].name.isEmpty && list[0].sha256.isEmpty && list[0].sm3.isEmpty && list[0].size == 0)
            #expect(list[1] == other && list[1].erasedAt == nil)
            let shown = try await room.client.getProject(
                EvidenceV1.GetProjectRequest(project: project), options: room.options())
            #expect(shown.itemCount == 2)

            let told = try await room.store.events(after: 0, limit: 100, reader: "registry").events.last
            #expect(told?.type == "evidence.item.erased" && told?.aggregate == item.id)
            let event = try EvidenceV1.ItemErased(serialized: told?.payload ?? [])
            #expect(event.account == "acc_a" && event.logIndex == 0 && event.tombstoneIndex == 2)
            let events = try await room.store.events(after: 0, limit: 100, reader: "registry").events
            #expect(events.count { $0.type == "evidence.item.erased" } == 1)
            #expect(try await room.audit().size == 3)
            // The call that sealed it is forgotten with it: its key is free for another work.
            #expect(try await room.seal([9], in: project, key: "seal").sequence == 3)
        }
    }

    @Test("another account's item is not there, and names that are none are refused")
    func refused() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal([1], in: try await room.project())
            #expect(await refusal { _ = try await erase(item.id, in: room, account: "acc_b") } == "EVIDENCE_NOT_FOUND")
            #expect(await refusal { _ = try await erase("evd_1", in: room) } == "INVALID_EVIDENCE")
            let none = await refusal {
                _ = try await room.erasure.eraseItem(EvidenceV1.EraseItemRequest(), options: room.options())
            }
            #expect(none == "INVALID_EVIDENCE")
            #expect(try await room.audit().erased == 0)
            _ = try await room.bundle(item.id)
        }
    }

    @Test("staff erase anybody's item, and who it was is kept")
    func staff() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal([1], in: try await room.project())
            let request = EvidenceV1.EraseItemRequest(which: .number(item.number))
            let erased = try await room.erasure.eraseItemOnRequest(request, options: room.options("acc_staff"))
            #expect(erased.evidence == item.id)
            let row = try await room.store.read {
                try $0.row("SELECT wish, staff FROM erasures").map { (try $0.text("wish"), try $0.text("staff")) }
            }
            #expect(row?.0 == "staff" && row?.1 == "acc_staff")
            #expect(await refusal { _ = try await room.bundle(item.id) } == "ERASED")
        }
    }

    @Test("other bundles still verify, say which entry was erased, and so do those handed out before")
    func bundles() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let first = try await room.seal([1], in: project)
            let second = try await room.seal([2], in: project)
            let old = try await room.bundle(first.id)
            let before = try await room.bundle(second.id)
            _ = try await erase(first.id, in: room)
            let third = try await room.seal([3], in: project)
            let verifier = try room.verifier()
            #expect(try verifier.verify(bundle: old.bytes, file: FileDigests(of: [1])).isProven)
            for (bytes, content) in [
                (before.bytes, [2]), (try await room.bundle(second.id).bytes, [2]),
                (try await room.bundle(third.id).bytes, [3]),
            ] as [([UInt8], [UInt8])] {
                let report = try verifier.verify(bundle: bytes, file: FileDigests(of: content))
                #expect(report.isProven, "\(report)")
                let chain = report.steps.last?.detail ?? ""
                #expect(chain.hasSuffix("erased since: entry 0") == (content == [3]), "\(chain)")
            }
        }
    }

    private func sealChain(_ project: String, in room: EvidenceRoom, key: String) async throws -> [UInt8] {
        try await room.client.sealChain(
            EvidenceV1.SealChainRequest(project: project), options: room.options(key: key)
        ) { chunks in
            var bytes: [UInt8] = []
            for try await chunk in chunks { bytes += chunk.data }
            return bytes
        }
    }

    @Test("a chain shows what was erased, before its seal and after it, and is whole without it")
    func chains() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let items = [
                try await room.seal([0], in: project), try await room.seal([1], in: project),
                try await room.seal([2], in: project),
            ]
            _ = try await erase(items[0].id, in: room)
            let verifier = ChainVerifier(try room.verifier())
            func report(_ bytes: [UInt8]) throws -> ChainReport { try verifier.verify(bundle: bytes, files: []) }
            // The tombstone is entry 3, the seal entry 4.
            let first = try report(try await sealChain(project, in: room, key: "first"))
            #expect(first.isProven, "\(first)")
            #expect(first.erased.map(\.sequence) == [0] && first.absentWorks == 0)
            #expect(first.items.map(\.sequence) == [1, 2])
            #expect(first.erased.first?.at == room.time.wall())
            // Erased after the seal: the seal's own bundle, asked for again, shows it all the same.
            _ = try await erase(items[2].id, in: room)
            let again = try await sealChain(project, in: room, key: "first")
            let later = try report(again)
            #expect(later.isProven, "\(later)")
            #expect(later.erased.map(\.sequence) == [0, 2] && later.items.map(\.sequence) == [1])
            #expect(later.absentWorks == 0)
            let next = try report(try await sealChain(project, in: room, key: "next"))
            #expect(next.isProven && next.erased.map(\.sequence) == [0, 2] && next.earlierSeals == 1)

            // What is left out without a word of the log's is not taken for erased.
            let archive = try ZipArchive(reading: again)
            func changed(_ change: ([ZipArchive.Entry]) -> [ZipArchive.Entry]) throws -> [UInt8] {
                var entries = change(archive.entries).filter { $0.name != ChainFile.manifest }
                entries.insert(
                    ZipArchive.Entry(name: ChainFile.manifest, bytes: ChainFile.manifest(of: entries)), at: 1)
                return try ZipArchive(entries: entries).encoded()
            }
            let silent = try report(try changed { $0.filter { !$0.name.hasPrefix(ChainFile.erased) } })
            #expect(silent.erased.isEmpty && silent.absentWorks == 2)
            // Nor is an entry that says so of another one.
            let swapped = try report(
                try changed { entries in
                    let other = entries.first { $0.name == ChainFile.erasedLeaf(2) }?.bytes ?? []
                    return entries.map {
                        $0.name == ChainFile.erasedLeaf(0) ? ZipArchive.Entry(name: $0.name, bytes: other) : $0
                    }
                })
            #expect(!swapped.isProven && swapped.fault == "erased/0000000000.leaf does not say that entry 0 was erased")
            let unproven = try report(
                try changed { entries in
                    let other = entries.first { $0.name == ChainFile.erasedProof(2) }?.bytes ?? []
                    return entries.map {
                        $0.name == ChainFile.erasedProof(0) ? ZipArchive.Entry(name: $0.name, bytes: other) : $0
                    }
                })
            #expect(!unproven.isProven)
            let stray = try report(
                try changed { $0 + [ZipArchive.Entry(name: ChainFile.erased + "note.txt", bytes: [1])] })
            #expect(!stray.isProven && stray.fault == "erased/ holds something else")
        }
    }

    @Test("an opening that is missing without a word of the log's is noticed, and so is one that came back")
    func audited() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let first = try await room.seal([1], in: project, key: "first")
            let second = try await room.seal([2], in: project)
            let kept = try await kept(first.id, key: "first", in: room)
            _ = try await erase(first.id, in: room)
            #expect(try await room.audit().erased == 1)
            // A row that comes back from a backup.
            _ = try await room.store.write {
                try $0.execute(
                    "INSERT INTO openings (evidence, opening, response) VALUES (?, ?, ?)", .text(first.id),
                    .blob(kept.opening), .blob(kept.response))
            }
            await #expect(throws: LogFault.notErased(id: first.id)) { try await room.audit() }
            _ = try await room.store.write {
                try $0.execute("DELETE FROM openings WHERE evidence = ?", .text(first.id))
            }
            #expect(try await room.audit().erased == 1)
            // A row that is made to name another item's tombstone.
            _ = try await room.store.write {
                try $0.execute("DELETE FROM contents WHERE evidence = ?", .text(second.id))
                try $0.execute("DELETE FROM openings WHERE evidence = ?", .text(second.id))
            }
            await #expect(throws: LogFault.unopened(id: second.id)) { try await room.audit() }
            _ = try await room.store.write {
                try $0.execute(
                    "UPDATE erasures SET log_index = ?, id = ?", SQLValue(second.logIndex), .text(second.id))
            }
            await #expect(throws: LogFault.unopened(id: first.id)) { try await room.audit() }
        }
    }

    @Test("an erasure that was cut off between its entry and its file is finished by the next process")
    func interrupted() async throws {
        let folder = try TemporaryFolder("evidence")
        let (id, blob, content) = try await EvidenceRoom.run(folder: folder) { room in
            let item = try await room.seal([UInt8](repeating: 7, count: 50_000), in: try await room.project(), key: "k")
            let kept = try await kept(item.id, key: "k", in: room)
            let path = try #require(room.blobFiles.first { $0.contains(kept.blob) })
            let content = try WholeFile.contents(path)
            // A folder in the file's place cannot be overwritten, as a disk that fails cannot.
            _ = try await FinishedProgram(["mv", path, path + ".aside"], logs: folder.path)
            _ = try await FinishedProgram(["mkdir", path], logs: folder.path)
            await #expect(throws: RPCError.self) { try await erase(item.id, in: room) }
            // Its rows are gone all the same, and who asks is told so.
            #expect(await refusal { _ = try await room.bundle(item.id) } == "ERASED")
            #expect(
                try await room.store.read { try $0.row("SELECT 1 AS one FROM erasures WHERE finished_at IS NULL") }
                    != nil)
            _ = try await FinishedProgram(["rmdir", path], logs: folder.path)
            _ = try await FinishedProgram(["mv", path + ".aside", path], logs: folder.path)
            return (item.id, path, content)
        }
        try await EvidenceRoom.run(folder: folder) { room in
            #expect(try WholeFile.contents(blob) == content)
            #expect(try await room.server.finishErasures() == 1)
            #expect(!room.blobFiles.contains(blob))
            #expect(try await room.server.finishErasures() == 0)
            let erased = try await erase(id, in: room)
            #expect(erased.evidence == id && erased.tombstoneIndex == 1)
            #expect(try await room.audit().erased == 1)
        }
    }

    @Test("two who erase the same item at once leave one tombstone, and many items go together")
    func together() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            var ids: [String] = []
            for number in 0..<20 { ids.append(try await room.seal([UInt8(number)], in: project).id) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in ids + ids { group.addTask { _ = try await erase(id, in: room) } }
                try await group.waitForAll()
            }
            let report = try await room.audit()
            #expect(report.size == 40 && report.erased == 20)
            #expect(try await room.keptBlobs().isEmpty)
        }
    }

    @Test("a log that takes no more entries cannot say that an item was erased, and refuses")
    func frozen() async throws {
        let (folder, id) = try await EvidenceRoom.run { room in
            (room.folder, try await room.seal([1], in: try await room.project()).id)
        }
        try await EvidenceRoom.run(folder: folder, isFrozen: true) { room in
            #expect(await refusal { _ = try await erase(id, in: room) } == "LOG_FROZEN")
            _ = try await room.bundle(id)
        }
    }
}
