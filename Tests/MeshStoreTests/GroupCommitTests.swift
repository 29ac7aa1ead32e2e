import MeshStore
import MeshTestKit
import Testing

@Suite("Group commit", .timeLimit(.minutes(5)))
struct GroupCommitTests {
    struct Refusal: Error, Equatable {}

    @Test("sixty-four callers share one commit, and each is answered with its own result")
    func shared() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let results = try await temporary.store.inOneBatch(
            (0..<64).map { caller in
                { transaction in
                    try Rows.insert(caller)(transaction)
                    return caller
                }
            })
        #expect(try results.map { try $0.get() } == Array(0..<64))
        #expect(try await Rows.callers(temporary.store) == Array(0..<64))
    }

    @Test("a closure that throws is undone alone")
    func undoneAlone() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let results = try await temporary.store.inOneBatch(
            (0..<8).map { caller in
                { transaction in
                    try Rows.insert(caller)(transaction)
                    if caller == 3 { throw Refusal() }
                }
            })
        for (caller, result) in results.enumerated() { #expect(result.isSuccess == (caller != 3)) }
        #expect(throws: Refusal.self) { try results[3].get() }
        #expect(try await Rows.callers(temporary.store) == [0, 1, 2, 4, 5, 6, 7])
        #expect(temporary.store.statistics.rollbacks == 1)
    }

    @Test("a decided closure that throws before it writes is refused alone; one that throws later takes its batch")
    func decided() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let refused = try await temporary.store.inOneBatch(
            (0..<8).map { caller in
                { transaction in
                    if caller == 3 { throw Refusal() }
                    try Rows.insert(caller)(transaction)
                }
            }, isDecided: true)
        for (caller, result) in refused.enumerated() { #expect(result.isSuccess == (caller != 3)) }
        #expect(throws: Refusal.self) { try refused[3].get() }
        #expect(try await Rows.callers(temporary.store) == [0, 1, 2, 4, 5, 6, 7])
        let lost = try await temporary.store.inOneBatch(
            (10..<14).map { caller in
                { transaction in
                    try Rows.insert(caller)(transaction)
                    if caller == 12 { throw Refusal() }
                }
            }, isDecided: true)
        for result in lost { #expect(result.storeError == .transactionLost(code: 4)) }
        #expect(try await Rows.callers(temporary.store) == [0, 1, 2, 4, 5, 6, 7])
        try await temporary.store.write(Rows.insert(99))
        #expect(temporary.store.failure == nil)
    }

    @Test("closures of one commit see each other in order")
    func order() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let results = try await temporary.store.inOneBatch(
            (0..<5).map { caller in
                { transaction in
                    let seen = try transaction.row("SELECT COUNT(*) AS n FROM rows")?.integer("n")
                    try Rows.insert(caller)(transaction)
                    return seen
                }
            })
        #expect(try results.map { try $0.get() } == [0, 1, 2, 3, 4])
    }

    @Test("a batch that loses its transaction fails whole, keeps nothing, and the store goes on")
    func lost() async throws {
        let temporary = try TemporaryStore(Rows.migrations) { $0.pagesMax = 120 }
        let store = temporary.store
        let results = try await store.inOneBatch(
            (0..<12).map { caller in
                { transaction in
                    // One that would have thrown anyway: what it saw was never committed, so its own answer would lie.
                    if caller == 2 { throw Refusal() }
                    try Rows.insert(caller, bytes: caller == 5 ? 4_000_000 : 3)(transaction)
                }
            })
        for result in results { #expect(result.storeError == .transactionLost(code: 13)) }
        #expect(try await Rows.callers(store) == [])
        #expect(store.failure == nil)
        #expect(store.statistics.failedBatches == 1)
        try await store.write(Rows.insert(99))
        #expect(try await Rows.callers(store) == [99])
    }

    @Test("a closure that hides the loss of the transaction saves neither itself nor the others")
    func hidden() async throws {
        let temporary = try TemporaryStore(Rows.migrations) { $0.pagesMax = 120 }
        let results = try await temporary.store.inOneBatch(
            (0..<6).map { caller in
                { transaction in
                    if caller == 3 { try? Rows.insert(100, bytes: 4_000_000)(transaction) }
                    // After a loss this would commit by itself, behind everybody's back.
                    try? Rows.insert(caller)(transaction)
                }
            })
        for result in results { #expect(result.storeError == .transactionLost(code: 13)) }
        #expect(try await Rows.callers(temporary.store) == [])
    }

    @Test("a statement that fails for lack of room while the transaction lives fails its own caller only")
    func fullAlone() async throws {
        let temporary = try TemporaryStore(Rows.migrations) { $0.pagesMax = 120 }
        let results = try await temporary.store.inOneBatch(
            (0..<4).map { caller in
                { transaction in
                    try Rows.insert(caller)(transaction)
                    guard caller == 1 else { return }
                    // Many rows in one statement: SQLite can undo the statement and keep the transaction.
                    try transaction.execute(
                        """
                        INSERT INTO rows (caller, number, payload)
                        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                        SELECT 50, i, zeroblob(2000) FROM n
                        """)
                }
            })
        #expect(results[1].storeError == .full)
        #expect(results.map(\.isSuccess) == [true, false, true, true])
        #expect(try await Rows.callers(temporary.store) == [0, 2, 3])
    }

    @Test("a cancelled caller among sixty-four leaves nothing, and the other sixty-three commit")
    func cancelled() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let results = try await temporary.store.inOneBatch((0..<64).map { Rows.insert($0) }) { callers in
            callers[17].cancel()
        }
        for (caller, result) in results.enumerated() { #expect(result.isSuccess == (caller != 17)) }
        #expect(throws: CancellationError.self) { try results[17].get() }
        #expect(try await Rows.callers(temporary.store) == (0..<64).filter { $0 != 17 })
    }

    @Test("cancellation after a closure has begun changes nothing")
    func cancelledTooLate() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let gate = Gate()
        let caller = Task {
            try await temporary.store.write { transaction in
                gate.pass()
                try Rows.insert(1)(transaction)
                return "written"
            }
        }
        try await eventually("the closure runs") { gate.wasEntered }
        caller.cancel()
        gate.open()
        #expect(try await caller.value == "written")
        #expect(try await Rows.callers(temporary.store) == [1])
    }

    @Test("a full queue refuses the next caller with a time to come back, and nothing else")
    func bound() async throws {
        let temporary = try TemporaryStore(Rows.migrations) { $0.writeQueueClosures = 8 }
        let store = temporary.store
        let gate = Gate()
        let holder = Task { try await store.write { _ in gate.pass() } }
        try await eventually("the writer is held") { gate.wasEntered }
        let waiting = (0..<8).map { caller in Task { try await store.write(Rows.insert(caller)) } }
        try await eventually("the queue is full") { store.statistics.queuedWrites == 8 }
        await #expect(throws: StoreError.busy(retry: .milliseconds(50))) { try await store.write(Rows.insert(8)) }
        gate.open()
        try await holder.value
        for caller in waiting { try await caller.value }
        #expect(try await Rows.callers(store) == Array(0..<8))
    }

    @Test("a queue longer than a batch is served in order, batch after batch")
    func batches() async throws {
        let temporary = try TemporaryStore(Rows.migrations) { $0.batchClosures = 4 }
        let store = temporary.store
        let gate = Gate()
        let holder = Task { try await store.write { _ in gate.pass() } }
        try await eventually("the writer is held") { gate.wasEntered }
        let waiting = (0..<10).map { caller in Task { try await store.write(Rows.insert(caller)) } }
        try await eventually("all are queued") { store.statistics.queuedWrites == 10 }
        gate.open()
        try await holder.value
        for caller in waiting { try await caller.value }
        #expect(store.statistics.commits == 4)
        #expect(store.statistics.closures == 11)
    }

    @Test(
        "a closure may not take the transaction from those who share it, nor reach beyond rows",
        arguments: [
            "COMMIT", "rollback", "BEGIN", "SAVEPOINT a", "RELEASE closure", "PRAGMA synchronous = OFF",
            "ATTACH 'x' AS x", "CREATE TABLE x (y INTEGER) STRICT", "DROP TABLE rows", "VACUUM", "/* */ COMMIT", "",
            "SEL",
        ])
    func refused(sql: String) async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        await #expect(throws: StoreError.statementRefused(sql)) {
            try await temporary.store.write { transaction in _ = try transaction.execute(sql) }
        }
        await #expect(throws: StoreError.self) {
            try await temporary.store.write { transaction in
                _ = try transaction.execute("DELETE FROM rows; COMMIT")
            }
        }
    }

    @Test("a nested part that throws is undone, and what stands around it is kept")
    func nested() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        try await temporary.store.write { transaction in
            try Rows.insert(1)(transaction)
            #expect(throws: Refusal.self) {
                try transaction.nested {
                    try Rows.insert(2)(transaction)
                    try transaction.nested { try Rows.insert(3)(transaction) }
                    throw Refusal()
                }
            }
            try Rows.insert(4)(transaction)
        }
        #expect(try await Rows.callers(temporary.store) == [1, 4])
    }

    @Test("rules of the schema come back by kind")
    func constraints() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        try await temporary.store.write(Rows.insert(1))
        func kind(_ sql: String) async -> StoreConstraint? {
            let result = await Task {
                try await temporary.store.write { transaction in _ = try transaction.execute(sql) }
            }.result
            guard case .constraint(let kind, _)? = result.storeError else { return nil }
            return kind
        }
        #expect(await kind("INSERT INTO rows (caller, number, payload) VALUES (1, 0, x'')") == .primaryKey)
        #expect(await kind("INSERT INTO rows (caller, number, payload) VALUES (2, 0, NULL)") == .notNull)
        #expect(await kind("INSERT INTO rows (caller, number, payload) VALUES ('two', 0, x'')") == .type)
        #expect(await kind("INSERT INTO feed_head (shard, position) VALUES (9, -1)") == .check)
        #expect(
            await kind(
                """
                INSERT INTO parked_events VALUES ('a', 0, 1, 'e', 'i', 't', 'g', 1, x'', '', 0, 0, 0, '')
                """) == .foreignKey)
    }

    @Test("a transaction kept beyond its closure stops a debug build and throws in a release build")
    func kept() async {
        #if DEBUG
        await #expect(processExitsWith: .failure) { try await Self.useKept() }
        #else
        await #expect(throws: StoreError.transactionEnded) { try await Self.useKept() }
        #endif
    }

    private final class Thief: @unchecked Sendable {
        var transaction: Transaction?
    }

    private static func useKept() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let thief = Thief()
        try await temporary.store.write { thief.transaction = $0 }
        _ = try thief.transaction?.rows("SELECT 1 AS one")
    }

    @Test("a closed store serves what waits, refuses what comes, and can be opened again")
    func closing() async throws {
        let folder = try TemporaryFolder("store")
        let first = try TemporaryStore(Rows.migrations, folder: folder)
        try await first.store.write(Rows.insert(1))
        await first.store.close()
        await first.store.close()
        await #expect(throws: StoreError.closed) { try await first.store.write(Rows.insert(2)) }
        await #expect(throws: StoreError.closed) { try await first.store.read { _ in } }
        let second = try TemporaryStore(Rows.migrations, folder: folder)
        #expect(try await Rows.callers(second.store) == [1])
        #expect(second.store.epoch == first.store.epoch)
    }
}
