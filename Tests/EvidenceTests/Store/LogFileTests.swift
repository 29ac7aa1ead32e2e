import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("A log in a file", .timeLimit(.minutes(5)))
struct LogFileTests {
    /// The closed store of a log of `count` works, and the file with its public key.
    private func log(_ count: Int) async throws -> (folder: TemporaryFolder, store: String, key: String) {
        let folder = try await EvidenceRoom.run { room in
            let project = try await room.project()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    group.addTask { _ = try await room.seal(Array("\(number)".utf8), in: project) }
                }
                try await group.waitForAll()
            }
            return room.folder
        }
        let key = folder.file("log.pub")
        try WholeFile.replace(key, with: try EvidenceRoom.identity().signer.publicKey.line + "\n")
        return (folder, folder.file("store.sqlite"), key)
    }

    private func check(_ store: String, _ key: String, quiet: Bool = true) async throws -> LogAudit.Report {
        try await LogFile(path: store, keyPath: key).check(quiet: quiet) { _, _ in }
    }

    /// Flips one bit of a blob that `sql` finds, and puts it back when `body` is done.
    private func flipping(
        _ folder: TemporaryFolder, _ table: String, _ column: String, where condition: String, bit: Int,
        _ body: () async throws -> Void
    ) async throws {
        let store = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        let old = try #require(
            await store.store.read {
                try $0.row("SELECT \(column) FROM \(table) WHERE \(condition)")?.blob(column)
            })
        let position = bit / 8 % old.count
        var new = old
        new[position] ^= UInt8(1 << (bit % 8))
        func put(_ bytes: [UInt8], in store: Store) async throws {
            let changed = try await store.write {
                try $0.execute("UPDATE \(table) SET \(column) = ? WHERE \(condition)", .blob(bytes))
            }
            #expect(changed == 1)
        }
        try await put(new, in: store.store)
        await store.store.close()
        try await body()
        let again = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        try await put(old, in: again.store)
        await again.store.close()
    }

    @Test("a sound log agrees, and looking at it changes nothing")
    func sound() async throws {
        let (folder, store, key) = try await log(300)
        let before = Digest.sha256(try WholeFile.contents(store))
        var heard: [UInt64] = []
        let report = try await LogFile(path: store, keyPath: key).check(quiet: true) { done, total in
            #expect(total == 300)
            heard.append(done)
        }
        #expect(report.size == 300 && report.tiles == 3 && report.chains == 1 && report.items == 300)
        #expect(heard == [256, 300])
        #expect(Digest.sha256(try WholeFile.contents(store)) == before)
        // No lock was taken: the service may have it.
        try await EvidenceRoom.run(folder: folder) { room in
            #expect(try await check(store, key) == report)
            let project = try await room.project("Next")
            _ = try await room.seal([1], in: project)
            #expect(try await check(store, key, quiet: false).size == 301)
        }
    }

    @Test("one flipped bit is found wherever it is, and named")
    func flipped() async throws {
        let (folder, store, key) = try await log(260)
        let random = SeededRandom(seed: 5)
        for _ in 0..<4 {
            for index in [0, 77, 255, 256, 259] {
                try await flipping(
                    folder, "log_entries", "leaf", where: "log_index = \(index)",
                    bit: random.integer(in: 0...182 * 8 - 1)
                ) {
                    await #expect(throws: LogFault.wrongEntry(index: UInt64(index))) { try await check(store, key) }
                }
            }
            for (level, tile, bytes) in [(0, 0, 8_192), (0, 1, 128), (1, 0, 32)] {
                try await flipping(
                    folder, "log_tiles", "hashes", where: "level = \(level) AND tile = \(tile)",
                    bit: random.integer(in: 0...bytes * 8 - 1)
                ) {
                    await #expect(throws: LogFault.wrongTile(level: level, index: UInt64(tile))) {
                        try await check(store, key)
                    }
                }
            }
            for column in ["root", "checkpoint"] {
                try await flipping(
                    folder, "log_head", column, where: "size = 260", bit: random.integer(in: 0...255)
                ) {
                    let fault = await #expect(throws: LogFault.self) { try await check(store, key) }
                    #expect(fault?.words.hasPrefix("the head: ") == true, "\(String(describing: fault))")
                }
            }
        }
        #expect(try await check(store, key).size == 260)
    }

    @Test("a store that no later version has opened yet is looked at as it is")
    func older() async throws {
        let (folder, store, key) = try await log(3)
        let last = try #require(EvidenceMigrations.all.map(\.number).max())
        let back = Migration(
            last + 1, "back to the first form",
            [
                "DROP TABLE checkpoint_times", "DROP TABLE checkpoints", "DROP TABLE filing_records",
                "DROP TABLE filing_items", "DROP TABLE filings", "DROP TABLE credits", "DROP TABLE chain_seals",
                "DROP TABLE copyright_versions", "DROP INDEX evidence_stage", "ALTER TABLE evidence DROP COLUMN stage",
                "ALTER TABLE evidence DROP COLUMN mode", "ALTER TABLE projects DROP COLUMN copyright_version",
                "ALTER TABLE projects DROP COLUMN copyright_commitment",
                "ALTER TABLE projects DROP COLUMN chain_seals",
            ])
        let opened = try TemporaryStore(
            EvidenceMigrations.all + [back], eventTypes: EvidenceEvents.all, folder: folder)
        await opened.store.close()
        #expect(try await check(store, key).items == 3)
        let reading = try await PublicLog.closed(
            [EvidenceConfiguration.ClosedLog(store: store, key: key)], growing: "another", time: SystemTime(),
            random: SystemRandom(), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        #expect(reading.count == 1)
        let file = try TemporaryStore(
            EvidenceMigrations.all + [back], eventTypes: EvidenceEvents.all, folder: folder)
        #expect(try await file.store.write { try $0.execute("DELETE FROM contents WHERE rowid = 1") } == 1)
        await file.store.close()
        await #expect(throws: LogFault.self) { try await check(store, key) }
    }

    @Test("what is missing or too much is named as well")
    func missing() async throws {
        for (sql, fault) in [
            ("DELETE FROM log_tiles WHERE level = 1", .wrongTile(level: 1, index: 0)),
            ("DELETE FROM log_tiles WHERE level = 0 AND tile = 1", .wrongTile(level: 0, index: 1)),
            ("UPDATE log_tiles SET hashes = substr(hashes, 1, 32) WHERE tile = 1", .wrongTile(level: 0, index: 1)),
            (
                "UPDATE log_tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE tile = 1",
                .wrongTile(level: 0, index: 1)
            ),
            (
                "INSERT INTO log_tiles (level, tile, hashes) VALUES (0, 9, zeroblob(32))",
                .wrongTile(level: 0, index: 1)
            ),
            (
                "INSERT INTO log_entries (log_index, chain_id, sequence, leaf) VALUES (258, zeroblob(16), 0, zeroblob(182))",
                .headMoved(expectedSize: 258)
            ),
        ] as [(String, LogFault)] {
            let (folder, store, key) = try await log(258)
            let open = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
            #expect(try await open.store.write { try $0.execute(sql) } == 1, "\(sql)")
            await open.store.close()
            await #expect(throws: fault, "\(sql)") { try await check(store, key) }
        }
    }

    @Test("what is no store, no key, or another log's is refused for what it is")
    func refused() async throws {
        let (folder, store, key) = try await log(1)
        func failure(_ store: String, _ key: String) async -> LogFile.Failure? {
            do {
                _ = try await check(store, key)
                return nil
            } catch {
                return error as? LogFile.Failure
            }
        }
        #expect(await failure(store, folder.file("none")) == .key(path: folder.file("none")))
        #expect(await failure(store, store) == .key(path: store))
        guard case .unopenable(folder.file("none"), _)? = await failure(folder.file("none"), key) else {
            Issue.record("a file that is not there was opened")
            return
        }
        try WholeFile.replace(folder.file("text"), with: String(repeating: "no database\n", count: 1_000))
        guard case .notAStore? = await failure(folder.file("text"), key) else {
            Issue.record("a text was taken for a store")
            return
        }
        #expect(!FileTree.files(below: folder.path).contains { $0.contains("text-") || $0.contains("none") })
        let other = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        for name in [EvidenceRoom.origin, "another"] {
            let line = try #require(NoteKey(name: name, key: other.publicKey)).line
            try WholeFile.replace(folder.file("other.pub"), with: line)
            await #expect(throws: LogFault.self) { try await check(store, folder.file("other.pub")) }
        }
    }
}
