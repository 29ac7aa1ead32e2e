import MeshStore
import MeshTestKit
import Testing

@Suite("Reading", .timeLimit(.minutes(5)))
struct ReadingTests {
    /// A statement that never ends.
    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) AS n FROM n"

    @Test("a reader cannot write")
    func readOnly() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        for sql in [
            "INSERT INTO measured (payload) VALUES (x'00')", "DELETE FROM rows", "UPDATE feed_head SET position = 7",
            "INSERT INTO measured (payload) VALUES (x'00') RETURNING id",
        ] {
            await #expect(throws: StoreError.readOnly) {
                try await temporary.store.read { snapshot in _ = try snapshot.rows(sql) }
            }
        }
    }

    @Test("a read sees one state from its first statement to its last, whatever is committed meanwhile")
    func consistent() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let store = temporary.store
        try await store.write(Rows.insert(1))
        let gate = Gate()
        let reader = Task {
            try await store.read { snapshot in
                let before = try snapshot.rows("SELECT caller FROM rows").count
                gate.pass()
                return (before, try snapshot.rows("SELECT caller FROM rows").count)
            }
        }
        try await eventually("the reader has its snapshot") { gate.wasEntered }
        try await store.write(Rows.insert(2))
        gate.open()
        #expect(try await reader.value == (1, 1))
        #expect(try await Rows.callers(store) == [1, 2])
    }

    @Test("what was answered is seen by every read that begins afterwards")
    func readYourWrites() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        for caller in 0..<50 {
            try await temporary.store.write(Rows.insert(caller))
            #expect(try await Rows.callers(temporary.store).last == caller)
        }
    }

    @Test("a read that lives too long is interrupted in the middle of a statement")
    func tooLong() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let gate = Gate()
        gate.open()
        let reader = Task {
            try await temporary.store.read { snapshot in
                gate.pass()
                return try snapshot.row(Self.endless)?.integer("n")
            }
        }
        try await eventually("the read runs") { gate.wasEntered }
        temporary.time.advance(by: .milliseconds(5_001))
        await #expect(throws: StoreError.readTooLong(milliseconds: 5_000)) { try await reader.value }
        // The connection serves the next read as if nothing had been.
        for _ in 0..<4 { #expect(try await Rows.callers(temporary.store) == []) }
    }

    @Test("a read that dawdles between statements finds its time over")
    func dawdling() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        await #expect(throws: StoreError.readTooLong(milliseconds: 5_000)) {
            try await temporary.store.read { snapshot in
                _ = try snapshot.rows("SELECT caller FROM rows")
                temporary.time.advance(by: .seconds(6))
                _ = try snapshot.rows("SELECT caller FROM rows")
            }
        }
    }

    @Test("a cancelled caller's read is interrupted")
    func cancelled() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let gate = Gate()
        gate.open()
        let reader = Task {
            try await temporary.store.read { snapshot in
                gate.pass()
                return try snapshot.row(Self.endless)?.integer("n")
            }
        }
        try await eventually("the read runs") { gate.wasEntered }
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
    }

    @Test("values of every type come back as they were, and none as another")
    func values() async throws {
        let temporary = try TemporaryStore([
            Migration(
                1, "values", ["CREATE TABLE v (id INTEGER NOT NULL PRIMARY KEY, i INTEGER, t TEXT, b BLOB) STRICT"])
        ])
        let texts = ["", "a", "作品\u{0}登记", String(repeating: "é", count: 1_000)]
        let blobs: [[UInt8]] = [[], [0], Array(0...255), [UInt8](repeating: 1, count: 100_000)]
        let integers: [Int64] = [0, .min, .max, -1]
        for (i, (t, b)) in zip(integers, zip(texts, blobs)) {
            let row = try await temporary.store.write { transaction in
                try transaction.row(
                    "INSERT INTO v (i, t, b) VALUES (?, ?, ?) RETURNING i, t, b, NULL AS n", .integer(i), .text(t),
                    .blob(b))
            }
            #expect(try row?.integer("i") == i)
            #expect(try row?.text("t") == t)
            #expect(try row?.blob("b") == b)
            #expect(try row?.optionalText("n") == nil)
            #expect(throws: StoreError.column("t")) { try row?.integer("t") }
            #expect(throws: StoreError.column("n")) { try row?.text("n") }
            #expect(throws: StoreError.column("zzz")) { try row?.optionalInteger("zzz") }
            #expect(throws: StoreError.column("i")) { try row?.optionalBlob("i") }
        }
    }

    @Test("a statement is refused that has another number of arguments, too many rows, or a mistake in it")
    func statements() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 65536) SELECT i FROM n"
        await #expect(throws: StoreError.arguments(expected: 1, given: 2)) {
            try await temporary.store.read { _ = try $0.rows("SELECT ? AS a", 1, 2) }
        }
        await #expect(throws: StoreError.tooManyRows(bound: 65_536)) {
            try await temporary.store.read { _ = try $0.rows(many) }
        }
        await #expect(throws: StoreError.self) { try await temporary.store.read { _ = try $0.rows("SELECT FROM") } }
        let seen = try await temporary.store.read { snapshot in
            var seen = 0
            try snapshot.forEachRow(many, []) { _ in
                seen += 1
                // The same statement inside its own rows.
                if seen == 1 { try snapshot.forEachRow(many, []) { _ in false } }
                return seen < 65_537
            }
            return seen
        }
        #expect(seen == 65_537)
    }
}
