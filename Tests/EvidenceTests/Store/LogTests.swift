import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("The log in its store", .timeLimit(.minutes(5)))
struct LogTests {
    /// A log of `count` works, closed.
    private func log(_ count: Int) async throws -> TemporaryFolder {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    group.addTask { _ = try await room.seal(Array("\(number)".utf8), in: project) }
                }
                try await group.waitForAll()
            }
            return room.folder
        }
    }

    /// Changes the closed store in `folder`.
    private func change(_ folder: TemporaryFolder, _ sql: String) async throws {
        let temporary = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        let changed = try await temporary.store.write { try $0.execute(sql) }
        #expect(changed > 0, "\(sql)")
        await temporary.store.close()
    }

    @Test("a log that was closed goes on where it stood")
    func reopened() async throws {
        let folder = try await log(5)
        try await EvidenceRoom.run(folder: folder) { room in
            #expect(await room.sequencer.size == 5)
            let project = try await room.project("Next")
            let item = try await room.seal([1], in: project)
            #expect(item.logIndex == 5 && item.sequence == 0)
            #expect(try await room.audit().size == 6)
        }
    }

    @Test(
        "a store whose log does not add up is not opened",
        arguments: [
            "UPDATE log_head SET root = zeroblob(32)", "UPDATE log_head SET size = 4", "UPDATE log_head SET size = 6",
            "UPDATE log_head SET checkpoint = zeroblob(10)",
            "UPDATE log_tiles SET hashes = zeroblob(160) WHERE level = 0", "DELETE FROM log_tiles",
            "UPDATE log_tiles SET hashes = zeroblob(32)",
            "INSERT INTO log_entries (log_index, chain_id, sequence, leaf) VALUES (5, zeroblob(16), 0, zeroblob(182))",
        ])
    func broken(sql: String) async throws {
        let folder = try await log(5)
        try await change(folder, sql)
        await #expect(throws: LogFault.self) { try await EvidenceRoom.run(folder: folder) { _ in } }
    }

    @Test("a head that was true in its time is not taken for the end of a log that has grown since")
    func olderHead() async throws {
        let folder = try await log(3)
        let earlier = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        let head = try await earlier.store.read { snapshot in
            try snapshot.row("SELECT size, hex(root) AS root, hex(checkpoint) AS checkpoint FROM log_head").map {
                (size: try $0.integer("size"), root: try $0.text("root"), checkpoint: try $0.text("checkpoint"))
            }
        }
        await earlier.store.close()
        try await EvidenceRoom.run(folder: folder) { room in
            let project = try await room.project("Next")
            _ = try await room.seal([1], in: project)
        }
        let old = try #require(head)
        try await change(
            folder, "UPDATE log_head SET size = \(old.size), root = x'\(old.root)', checkpoint = x'\(old.checkpoint)'")
        // Signature, root and tiles all agree with it; only the entry that it does not count tells.
        let fault = await #expect(throws: LogFault.self) { try await EvidenceRoom.run(folder: folder) { _ in } }
        #expect(fault == .headMoved(expectedSize: 3))
    }

    @Test("a log is not opened under another key, nor taken for another log")
    func otherKey() async throws {
        let folder = try await log(1)
        let store = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let other = try #require(LogIdentity(origin: EvidenceRoom.origin, key: key))
        await #expect(throws: LogFault.self) {
            try await LogSequencer(store: store.store, identity: other, bounds: BatchBounds(), fatal: FatalSignal())
        }
        await store.store.close()
    }

    @Test(
        "the audit finds what boot does not look at",
        arguments: [
            "UPDATE log_entries SET leaf = zeroblob(182) WHERE log_index = 1",
            "UPDATE log_entries SET leaf = (SELECT leaf FROM log_entries WHERE log_index = 0) WHERE log_index = 1",
            "UPDATE evidence SET leaf_hash = zeroblob(32) WHERE log_index = 2",
            "UPDATE evidence SET sequence = 99 WHERE log_index = 2",
            "UPDATE projects SET next_sequence = 9", "UPDATE projects SET last_leaf_hash = zeroblob(32)",
            "DELETE FROM contents WHERE evidence = (SELECT id FROM evidence WHERE log_index = 3)",
            "DELETE FROM openings WHERE evidence = (SELECT id FROM evidence WHERE log_index = 3)",
            "INSERT INTO log_tiles (level, tile, hashes) VALUES (3, 0, zeroblob(32))",
            "INSERT INTO log_entries (log_index, chain_id, sequence, leaf) VALUES (5, zeroblob(16), 0, zeroblob(182))",
        ])
    func audit(sql: String) async throws {
        let folder = try await log(5)
        let identity = try EvidenceRoom.identity()
        let before = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        let report = try await LogAudit(store: before.store, identity: identity).run()
        #expect(report.size == 5 && report.tiles == 1 && report.items == 5)
        await before.store.close()
        try await change(folder, sql)
        let after = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        await #expect(throws: LogFault.self) { try await LogAudit(store: after.store, identity: identity).run() }
        await after.store.close()
    }

    @Test("a log of several tiles is audited whole")
    func several() async throws {
        let folder = try await log(600)
        let store = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder)
        let report = try await LogAudit(store: store.store, identity: EvidenceRoom.identity()).run()
        #expect(report.size == 600 && report.tiles == 4 && report.chains == 1)
        await store.store.close()
    }

    @Test("a head that moved under the sequencer is fatal: nothing more is sealed")
    func secondWriter() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            try await room.store.write { _ = try $0.execute("UPDATE log_head SET size = 7") }
            await #expect(throws: (any Error).self) { try await room.seal([2], in: project) }
            #expect(await room.fatal.wait() as? LogFault == .headMoved(expectedSize: 1))
            await #expect(throws: (any Error).self) { try await room.seal([3], in: project) }
            let entries = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM log_entries")?.integer("n")
            }
            #expect(entries == 1)
        }
    }

    @Test("the schema is the one that is written down")
    func schema() async throws {
        let temporary = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all)
        let schema = try await temporary.store.schema()
        await temporary.store.close()
        try Golden.compare(Array(schema.utf8), with: "schema.sql")
    }
}
