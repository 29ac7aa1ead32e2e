import MeshTestKit
import Synchronization
import Testing

@testable import MeshStore

@Suite("Idempotency", .timeLimit(.minutes(5)))
struct IdempotencyTests {
    struct Trouble: Error {}

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        var count: Int { value.load(ordering: .relaxed) }

        func add(_ number: Int) { value.add(number, ordering: .relaxed) }
    }

    private static func request(
        _ key: String = "k", hash: [UInt8] = [1], method: String = "evidence.Submit", caller: String = "gateway",
        retention: IdempotentRequest.Retention = .week
    ) -> IdempotentRequest {
        IdempotentRequest(
            caller: caller, subject: "acc_1", method: method, key: key, requestHash: hash, retention: retention)
    }

    @Test("of ten calls at once one has its effect, and all get its answer")
    func race() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let store = temporary.store
        let runs = Counter()
        let answers = try await withThrowingTaskGroup(of: SavedAnswer.self) { group in
            for caller in 0..<10 {
                group.addTask {
                    try await store.once(Self.request()) { transaction in
                        runs.add(1)
                        try Rows.insert(caller)(transaction)
                        return SavedAnswer(status: 0, body: [UInt8(caller)])
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(runs.count == 1)
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(try await Rows.callers(store).map { [UInt8($0)] } == [answers[0].body])
    }

    @Test("a call whose first attempt failed takes its place, and the failure is not saved")
    func failure() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let results = try await temporary.store.inOneBatch(
            (0..<3).map { caller in
                { transaction in
                    try transaction.once(Self.request()) { transaction in
                        try Rows.insert(caller)(transaction)
                        if caller == 0 { throw Trouble() }
                        return SavedAnswer(status: 0, body: [UInt8(caller)])
                    }
                }
            })
        #expect(throws: Trouble.self) { try results[0].get() }
        #expect(try results[1].get().body == [1])
        #expect(try results[2].get().body == [1])
        #expect(try await Rows.callers(temporary.store) == [1])
    }

    @Test("the same key for another request is refused; another caller, method or key is another call")
    func reused() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let store = temporary.store
        func call(_ request: IdempotentRequest, _ body: UInt8) async throws -> [UInt8] {
            try await store.once(request) { _ in SavedAnswer(status: 0, body: [body]) }.body
        }
        #expect(try await call(Self.request(), 1) == [1])
        await #expect(throws: StoreError.idempotencyKeyReused) { try await call(Self.request(hash: [2]), 2) }
        #expect(try await call(Self.request(caller: "operator"), 3) == [3])
        #expect(try await call(Self.request(method: "other"), 4) == [4])
        #expect(try await call(Self.request("l"), 5) == [5])
        #expect(try await call(Self.request(), 6) == [1])
    }

    @Test("a refusal by a rule undoes the effect, is saved and is given again")
    func refusal() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        for _ in 0..<2 {
            let answer = try await temporary.store.once(Self.request()) { transaction in
                try Rows.insert(1)(transaction)
                throw RefusedAnswer(SavedAnswer(status: 9, body: [9]))
            }
            #expect(answer == SavedAnswer(status: 9, body: [9]))
        }
        #expect(try await Rows.callers(temporary.store) == [])
    }

    @Test("answers outlive a restart", arguments: [0, 10_000])
    func restart(bytes: Int) async throws {
        let folder = try TemporaryFolder("store")
        let body = [UInt8](repeating: 3, count: bytes)
        let first = try TemporaryStore(folder: folder)
        _ = try await first.store.once(Self.request()) { _ in SavedAnswer(status: 0, body: body) }
        await first.store.close()
        let second = try TemporaryStore(folder: folder)
        let again = try await second.store.once(Self.request()) { _ in throw Trouble() }
        #expect(again.body == body)
    }

    @Test("after seven days an answer is forgotten, unless it concerns money; the sweep removes it")
    func expiry() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let money = Self.request("money", retention: .forever)
        for request in [Self.request(), money] {
            _ = try await store.once(request) { _ in SavedAnswer(status: 0, body: [1]) }
        }
        temporary.time.advance(by: .seconds(7 * 86_400 - 1))
        #expect(try await store.pruneIdempotency() == 0)
        #expect(try await store.once(Self.request()) { _ in SavedAnswer(status: 0, body: [2]) }.body == [1])
        temporary.time.advance(by: .seconds(1))
        #expect(try await store.once(Self.request()) { _ in SavedAnswer(status: 0, body: [3]) }.body == [3])
        // In one closure, for the store sweeps by itself as soon as it has a turn.
        let removed = try await store.write { transaction in
            temporary.time.advance(by: .seconds(7 * 86_400))
            return try transaction.pruneIdempotency()
        }
        #expect(removed == 1)
        #expect(try await store.once(money) { _ in SavedAnswer(status: 0, body: [4]) }.body == [1])
    }

    @Test("a sweep removes a bounded number at once")
    func bounded() async throws {
        let temporary = try TemporaryStore()
        try await temporary.store.write { transaction in
            for number in 0..<600 {
                try transaction.remember(Self.request("\(number)"), SavedAnswer(status: 0, body: []))
            }
        }
        let removed = try await temporary.store.write { transaction in
            temporary.time.advance(by: .seconds(8 * 86_400))
            return [try transaction.pruneIdempotency(), try transaction.pruneIdempotency()]
        }
        #expect(removed == [512, 88])
    }

    @Test("a store that is at work sweeps too, until nothing is left")
    func swept() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await store.write { transaction in
            for number in 0..<1_200 {
                try transaction.remember(Self.request("\(number)"), SavedAnswer(status: 0, body: []))
            }
        }
        temporary.time.advance(by: .seconds(8 * 86_400))
        // Every batch is followed by the next one at once, so the store never rests.
        while try await store.write({ try $0.row("SELECT COUNT(*) AS n FROM idempotency")?.integer("n") }) != 0 {}
    }

    @Test("the saved response is sealed, and does not open in another row or under another status")
    func sealed() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let secret = Array("the holder's name".utf8)
        for key in ["a", "b"] {
            _ = try await store.once(Self.request(key)) { _ in SavedAnswer(status: 9, body: key == "a" ? secret : [1]) }
        }
        let stored = try await store.read { snapshot in
            try snapshot.row("SELECT response FROM idempotency WHERE key = 'a'")?.blob("response")
        }
        let bytes = try #require(stored)
        #expect(!bytes.contains(secret))
        try await store.write { transaction in
            try transaction.execute("UPDATE idempotency SET response = ? WHERE key = 'b'", .blob(bytes))
            try transaction.execute("UPDATE idempotency SET status = 0 WHERE key = 'a'")
        }
        for key in ["a", "b"] {
            await #expect(throws: StoreError.sealBroken) {
                try await store.once(Self.request(key)) { _ in throw Trouble() }
            }
        }
    }

    @Test("a key is one to 255 characters")
    func keys() async throws {
        let temporary = try TemporaryStore()
        let keys = ["", String(repeating: "é", count: 255), String(repeating: "k", count: 256)]
        for (key, fits) in zip(keys, [false, true, false]) {
            let result = await Task {
                try await temporary.store.once(Self.request(key)) { _ in SavedAnswer(status: 0, body: []) }
            }.result
            #expect(result.isSuccess == fits)
            if !fits { #expect(result.storeError == .idempotencyKeyInvalid) }
        }
    }
}
