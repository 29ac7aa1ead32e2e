import Glibc
import MeshKernel
import MeshTestKit
import Testing

@testable import MeshStore

@Suite("Jobs", .timeLimit(.minutes(5)))
struct JobTests {
    private static func enqueue(_ store: Store, _ references: [String]) async throws {
        try await store.write { transaction in
            for reference in references {
                try transaction.enqueue(Job(kind: "sms", reference: reference, payload: Array(reference.utf8)))
            }
        }
    }

    private static func claim(_ store: Store, limit: Int = 10) async throws -> [ClaimedJob] {
        try await store.write { try $0.claimJobs("sms", limit: limit, lease: .seconds(30)) }
    }

    @Test("a job is claimed once, done once, and never queued a second time")
    func once() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, ["a", "b", "a"])
        let claimed = try await Self.claim(store)
        #expect(claimed.map(\.reference) == ["a", "b"])
        #expect(claimed.map(\.payload) == [Array("a".utf8), Array("b".utf8)])
        #expect(claimed.allSatisfy { $0.attempts == 1 && !$0.mustLookUp })
        #expect(try await Self.claim(store) == [])
        try await store.write { transaction in for job in claimed { try transaction.complete(job) } }
        try await Self.enqueue(store, ["a"])
        #expect(try await Self.claim(store) == [])
        #expect(try await store.read { try $0.jobCounts("sms") } == [.done: 2])
        #expect(try await store.read { try $0.nextJobTime("sms") } == nil)
    }

    @Test("claims at once never share a job")
    func race() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, (0..<100).map { "job \($0)" })
        let claimed = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
            for _ in 0..<30 { group.addTask { try await Self.claim(store, limit: 7) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 100)
        #expect(Set(claimed.map(\.id)).count == 100)
    }

    private static func claimShared(_ store: Store, limit: Int = 10) async throws -> [ClaimedJob] {
        try await store.write { try $0.claimJobs("sms", limit: limit, lease: .seconds(30), shareMax: 2) }
    }

    @Test("no share has more in hand than it may, and what it has beyond does not hold up the others")
    func shares() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, (0..<5).map { "a/\($0)" } + ["b/0", "c"])
        let claimed = try await Self.claimShared(store)
        // Jobs of one millisecond have no order.
        #expect(claimed.map { $0.reference.prefix(1) }.sorted() == ["a", "a", "b", "c"])
        #expect(try await Self.claimShared(store) == [])
        try await store.write { transaction in
            for job in claimed where job.reference == "c" { try transaction.complete(job) }
            try transaction.complete(try #require(claimed.first { $0.reference.hasPrefix("a/") }))
        }
        #expect(try await Self.claimShared(store).map { $0.reference.prefix(2) } == ["a/"])
        // What nobody answers for comes back as unknown, and its share counts again.
        temporary.time.advance(by: .seconds(31))
        let unknown = try await Self.claimShared(store)
        #expect(unknown.filter(\.mustLookUp).count == 3 && unknown.count == 3)
    }

    @Test("jobs of a full share that hide everything behind them are put off for a moment, its next ones excepted")
    func hidden() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, (0..<2_000).map { "a/\($0)" })
        temporary.time.advance(by: .milliseconds(1))
        try await Self.enqueue(store, ["b/0"])
        var claimed: [String] = []
        for _ in 0..<6 { claimed += try await Self.claimShared(store).map(\.reference) }
        #expect(claimed.count == 3 && claimed.contains("b/0"))
        #expect(try await store.read { try $0.jobCounts("sms") } == [.ready: 1_998, .running: 3])
        // What is next goes on as soon as there is room, without waiting for what was put off.
        let due = try await store.read { snapshot in
            try snapshot.row(
                "SELECT COUNT(*) AS n FROM jobs WHERE state = 'ready' AND next_at <= ?", SQLValue(snapshot.now))?
                .integer("n") ?? 0
        }
        #expect((64...1_024).contains(due))
        // The longer they have waited the longer they are put off: nobody moves them again and again.
        temporary.time.advance(by: .seconds(3_600))
        for _ in 0..<8 { _ = try await Self.claimShared(store) }
        let longest = try await store.read { snapshot in
            let last = try snapshot.row("SELECT MAX(next_at) AS t FROM jobs WHERE state = 'ready'")?.time("t")
            return last?.since(snapshot.now)
        }
        #expect(longest == .seconds(60))
    }

    @Test("a job that nobody could be asked to do comes back at its time, as often as that is, and is as it was")
    func postponed() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, ["a"])
        for _ in 0..<20 {
            let claimed = try await Self.claim(store)
            #expect(claimed.map(\.attempts) == [1] && claimed.map(\.mustLookUp) == [false])
            try await store.write {
                try $0.postpone(claimed[0], until: $0.now.advanced(by: .seconds(5)), because: "nobody is there")
            }
            temporary.time.advance(by: .milliseconds(4_999))
            #expect(try await Self.claim(store) == [])
            temporary.time.advance(by: .milliseconds(1))
        }
        // One that was unknown stays it.
        let claimed = try await Self.claim(store)
        try await store.write { try $0.leaveUnknown(claimed[0], because: "silence") }
        temporary.time.advance(by: .seconds(3_600))
        let unknown = try await Self.claim(store)
        try await store.write { try $0.postpone(unknown[0], until: $0.now, because: "nobody is there") }
        #expect(try await Self.claim(store).map(\.mustLookUp) == [true])
    }

    @Test("a job that failed comes back after a pause that doubles, and not before")
    func retry() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, ["a"])
        for attempt in 1...5 {
            let claimed = try await Self.claim(store)
            #expect(claimed.map(\.attempts) == [attempt])
            try await store.write { try $0.retry(claimed[0], because: "the provider is down") }
            let next = try #require(try await store.read { try $0.nextJobTime("sms") })
            let pause = next.since(temporary.time.wall())
            let longest = Duration.seconds(1 << (attempt - 1))
            #expect(pause >= longest / 2 && pause <= longest)
            temporary.time.advance(by: pause - .milliseconds(1))
            #expect(try await Self.claim(store) == [])
            temporary.time.advance(by: .milliseconds(1))
        }
    }

    @Test("a lease that ends leaves its outcome unknown, to be looked up, and the late worker is refused")
    func lease() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, ["a"])
        let late = try await Self.claim(store)[0]
        temporary.time.advance(by: .seconds(30))
        let second = try await Self.claim(store)
        #expect(second.map(\.mustLookUp) == [true])
        #expect(second.map(\.attempts) == [2])
        await #expect(throws: StoreError.leaseLost(job: late.id)) { try await store.write { try $0.complete(late) } }
        // Still unknown: looked up again later, never sent.
        try await store.write { try $0.leaveUnknown(second[0], because: "no answer") }
        #expect(try await Self.claim(store) == [])
        temporary.time.advance(by: .seconds(2))
        let third = try await Self.claim(store)
        #expect(third.map(\.mustLookUp) == [true])
        // The provider never saw it: it may be sent.
        try await store.write { try $0.retry(third[0], because: "never sent") }
        temporary.time.advance(by: .seconds(4))
        let fourth = try await Self.claim(store)
        #expect(fourth.map(\.mustLookUp) == [false])
        try await store.write { try $0.fail(fourth[0], because: "the number does not exist") }
        await #expect(throws: StoreError.leaseLost(job: late.id)) {
            try await store.write { try $0.complete(fourth[0]) }
        }
        #expect(try await store.read { try $0.jobCounts("sms") } == [.failed: 1])
    }

    @Test("a job that is done is forgotten after thirty days and not before; one that somebody must look at never is")
    func forgotten() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, ["done", "failed", "unknown", "ready"])
        let jobs = try await Self.claim(store)
        try await store.write { transaction in
            try transaction.complete(jobs[0])
            try transaction.fail(jobs[1], because: "no such number")
            try transaction.leaveUnknown(jobs[2], because: "no answer")
            try transaction.retry(jobs[3], because: "busy")
        }
        let removed = try await store.write { transaction in
            temporary.time.advance(by: .seconds(30 * 86_400 - 1))
            let early = try transaction.pruneJobs()
            temporary.time.advance(by: .seconds(1))
            return [early, try transaction.pruneJobs(), try transaction.pruneJobs()]
        }
        #expect(removed == [0, 1, 0])
        #expect(try await store.read { try $0.jobCounts("sms") } == [.failed: 1, .unknown: 1, .ready: 1])
        // What is forgotten may be asked for again; what stands may not.
        try await Self.enqueue(store, ["done", "failed", "unknown", "ready"])
        #expect(try await store.read { try $0.jobCounts("sms") } == [.failed: 1, .unknown: 1, .ready: 2])
    }

    @Test("the store forgets finished jobs by itself")
    func swept() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await Self.enqueue(store, ["a"])
        let job = try await Self.claim(store)[0]
        try await store.write { try $0.complete(job) }
        temporary.time.advance(by: .seconds(30 * 86_400))
        // A store that rests sweeps too; nobody writes here.
        while try await store.read({ try $0.jobCounts("sms") }) != [:] { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("a job waits for its time")
    func notBefore() async throws {
        let temporary = try TemporaryStore()
        let due = temporary.time.wall().advanced(by: .seconds(60))
        try await temporary.store.write { transaction in
            _ = try transaction.enqueue(Job(kind: "sms", reference: "later", payload: [], notBefore: due))
        }
        #expect(try await Self.claim(temporary.store) == [])
        #expect(try await temporary.store.read { try $0.nextJobTime("sms") } == due)
        temporary.time.advance(by: .seconds(60))
        #expect(try await Self.claim(temporary.store).count == 1)
    }

    @Test("a job in the hands of a process that is killed is unknown to the next one, whatever its lease")
    func killed() async throws {
        let folder = try TemporaryFolder("store")
        let process = try ChildProcess(
            try BuiltProgram.path("storeprobe"), ["claim", folder.file("store.sqlite")], logs: folder.path,
            name: "claim", holdsInput: true)
        try await eventually("the probe holds a job") { process.output.contains("claimed 1") }
        process.send(signal: SIGKILL)
        _ = await process.wait()
        let time = SeededTime(start: SystemTime().wall())
        let reopened = try TemporaryStore(Rows.migrations, folder: folder, time: time)
        #expect(try await reopened.store.read { try $0.jobCounts("probe") } == [.unknown: 1])
        let claimed = try await reopened.store.write { try $0.claimJobs("probe", limit: 1, lease: .seconds(1)) }
        #expect(claimed.map(\.mustLookUp) == [true])
    }
}
