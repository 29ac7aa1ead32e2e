import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("What is deleted is gone", .timeLimit(.minutes(2)))
struct ErasureTests {
    private func holds(_ path: String, _ needle: [UInt8]) throws -> Bool {
        guard let bytes = try? WholeFile.contents(path) else { return false }
        return ByteSearch.finds(needle, in: bytes)
    }

    private static let notes = [
        Migration(1, "notes", ["CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY, text BLOB NOT NULL) STRICT"])
    ]

    @Test("deleted rows stand in no file once the log was emptied: small ones, large ones, a whole page of them")
    func rows() async throws {
        let temporary = try TemporaryStore(Self.notes)
        let store = temporary.store
        let random = SeededRandom(seed: 1)
        let texts = (0..<400).map { random.bytes($0 % 7 == 0 ? 20_000 : 40 + $0) }
        try await store.write { transaction in
            for (id, text) in texts.enumerated() {
                try transaction.execute("INSERT INTO notes (id, text) VALUES (?, ?)", SQLValue(id), .blob(text))
            }
        }
        #expect(await store.emptyLog())
        let database = temporary.folder.file("store.sqlite")
        // The end of a row stands on one page, wherever its beginning is.
        for text in texts { #expect(try holds(database, Array(text.suffix(24)))) }
        let gone = Set((0..<400).filter { $0 < 100 || random.integer(in: 0...1) == 0 })
        try await store.write { transaction in
            for id in gone { try transaction.execute("DELETE FROM notes WHERE id = ?", SQLValue(id)) }
        }
        #expect(await store.emptyLog())
        for (id, text) in texts.enumerated() {
            for part in [Array(text.prefix(24)), Array(text.suffix(24))] {
                let isThere = try holds(database, part) || (try holds(database + "-wal", part))
                if gone.contains(id) {
                    withKnownIssue("SQLite may leave a copy of a row when it merges pages", isIntermittent: true) {
                        #expect(!isThere, "row \(id)")
                    }
                } else {
                    #expect(isThere, "row \(id)")
                }
            }
        }
        await store.close()
        #expect(await store.emptyLog() == false)
    }

    @Test("the log is emptied once for all who wait, beside writers, and not while a reader stays in it")
    func emptying() async throws {
        let temporary = try TemporaryStore(Self.notes)
        let store = temporary.store
        let wal = temporary.folder.file("store.sqlite-wal")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for id in 0..<60 {
                group.addTask {
                    _ = try await store.write {
                        try $0.execute("INSERT INTO notes (id, text) VALUES (?, x'00')", SQLValue(id))
                    }
                    return await store.emptyLog()
                }
            }
            for try await isEmpty in group { #expect(isEmpty) }
        }
        #expect(try WholeFile.contents(wal).isEmpty)
        let gate = Gate()
        let reading = Task {
            try await store.read { snapshot in
                _ = try snapshot.row("SELECT count(*) AS notes FROM notes")
                gate.pass()
            }
        }
        try await eventually("the reader is in the log") { gate.wasEntered }
        _ = try await store.write { try $0.execute("DELETE FROM notes") }
        #expect(await store.emptyLog() == false)
        gate.open()
        try await reading.value
        #expect(await store.emptyLog())
        #expect(try WholeFile.contents(wal).isEmpty)
        await store.close()
    }

    @Test("a blob that is destroyed is gone with its key, and may be destroyed again")
    func blobs() async throws {
        let folder = try TemporaryFolder("blobs")
        let blobs = try Blobs(
            directory: folder.file("blobs"), key: TemporaryStore.masterKey, time: SystemTime(), random: SystemRandom())
        let writer = blobs.begin()
        try await writer.append([UInt8](repeating: 1, count: 100_000))
        let blob = try await writer.finish()
        let path = try #require(FileTree.files(below: folder.file("blobs")).first)
        // A second name shows what was in the file when the first one went.
        let link = try await FinishedProgram(["ln", path, folder.file("second")], logs: folder.path)
        #expect(link.exit == .code(0))
        #expect(try await blobs.destroy(blob.id))
        #expect(FileTree.files(below: folder.file("blobs")).isEmpty)
        #expect(try WholeFile.contents(folder.file("second")).prefix(76).allSatisfy { $0 == 0 })
        #expect(try await blobs.destroy(blob.id) == false)
        let rows = try TemporaryStore(Self.notes)
        await #expect(throws: BlobError.missing(blob.id)) { try await blobs.open(blob.id, in: rows.store) }
        await rows.store.close()
        await #expect(throws: BlobError.identifierInvalid) { try await blobs.destroy("../store.sqlite") }
        // An identifier in whose folder nothing ever was.
        #expect(try await blobs.destroy(String(repeating: "f", count: 32)) == false)
    }

    @Test("one answer is forgotten, or a subject's, a bounded number of rows at a time")
    func answers() async throws {
        let temporary = try TemporaryStore(Self.notes)
        let store = temporary.store
        @Sendable func request(_ key: String, _ subject: String) -> IdempotentRequest {
            IdempotentRequest(caller: "gateway", subject: subject, method: "a.B/C", key: key, requestHash: [1])
        }
        try await store.write { transaction in
            for number in 0..<20_000 {
                try transaction.remember(
                    request("\(number)", number % 3 == 0 ? "acc_a" : "acc_b"), SavedAnswer(status: 0, body: []))
            }
        }
        let isForgotten = try await store.write {
            try $0.forgetAnswer(caller: "gateway", subject: "acc_b", method: "a.B/C", key: "1")
        }
        #expect(isForgotten)
        #expect(
            try await store.write {
                try $0.forgetAnswer(caller: "gateway", subject: "acc_b", method: "a.B/C", key: "1")
            } == false)
        #expect(try await store.read { try $0.recall(request("1", "acc_b")) } == nil)
        var cursor: Int64? = 0
        var steps = 0
        while let after = cursor {
            cursor = try await store.write { try $0.forgetAnswers(of: "acc_a", after: after) }
            steps += 1
        }
        #expect(steps == 4)
        let left = try await store.read {
            try $0.rows("SELECT subject, count(*) AS answers FROM idempotency GROUP BY subject").map {
                (try $0.text("subject"), try $0.integer("answers"))
            }
        }
        #expect(left.map(\.0) == ["acc_b"] && left.map(\.1) == [13_332])
        await store.close()
    }
}
