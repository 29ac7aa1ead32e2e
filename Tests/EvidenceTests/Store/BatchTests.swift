import Evidence
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Synchronization
import Testing

@Suite("When a batch of the log closes", .timeLimit(.minutes(5)))
struct BatchTests {
    /// Pauses that last until a test ends them.
    private final class Pauses: Sendable {
        private let state = Mutex((lengths: [Duration](), sleepers: [CheckedContinuation<Void, Never>]()))

        /// How long each of them was to be.
        var lengths: [Duration] { state.withLock { $0.lengths } }

        func pause(_ length: Duration) async {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.lengths.append(length)
                    state.sleepers.append(continuation)
                }
            }
        }

        /// Their time is over.
        func end() {
            let sleepers = state.withLock { state in
                defer { state.sleepers = [] }
                return state.sleepers
            }
            for sleeper in sleepers { sleeper.resume() }
        }
    }

    /// A log of made-up works.
    private struct Log {
        let store: Store
        let sequencer: LogSequencer
        let pauses: Pauses
        private let rehearsal: LogRehearsal

        init(_ store: Store, _ bounds: BatchBounds, time: any TimeSource) async throws {
            let pauses = Pauses()
            self.store = store
            self.pauses = pauses
            sequencer = try await LogSequencer(
                store: store, identity: EvidenceRoom.identity(), bounds: bounds, fatal: FatalSignal(),
                pause: { await pauses.pause($0) })
            rehearsal = try await LogRehearsal(
                store: store, sequencer: sequencer, chains: 1, time: time, random: SystemRandom())
            // From now on an append writes nothing before its batch.
            _ = try await rehearsal.append(chain: 0)
        }

        /// So many works at once, which come back with their places in the log.
        func append(_ count: Int) -> Task<[UInt64], any Error> {
            Task { [rehearsal] in
                try await withThrowingTaskGroup(of: UInt64.self) { group in
                    for _ in 0..<count { group.addTask { try await rehearsal.append(chain: 0) } }
                    return try await group.reduce(into: []) { $0.append($1) }.sorted()
                }
            }
        }

        /// A batch of one that the writer does not get to, and so many works that wait behind it.
        func appendBehindOne(_ count: Int) async throws -> (held: HeldWriter, works: [Task<[UInt64], any Error>]) {
            let held = try await HeldWriter(store)
            let one = append(1)
            try await until { store.statistics.queuedWrites == 1 }
            let others = append(count)
            try await until { await sequencer.waitingEntries == count }
            return (held, [one, others])
        }
    }

    private func withLog(_ bounds: BatchBounds, _ body: (Log) async throws -> Void) async throws {
        let temporary = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all)
        let log = try await Log(temporary.store, bounds, time: temporary.time)
        let result: Result<Void, any Error>
        do { result = .success(try await body(log)) } catch { result = .failure(error) }
        log.pauses.end()
        if (try? result.get()) != nil {
            let report = try await LogAudit(store: temporary.store, identity: EvidenceRoom.identity()).run()
            let statistics = await log.sequencer.statistics
            #expect(report.size == statistics.entries)
        }
        await temporary.store.close()
        try result.get()
    }

    @Test("no configuration goes beyond 256 entries, 5 ms and 4,096 that wait")
    func limits() {
        let bounds = BatchBounds(batchEntriesMax: 257, batchMilliseconds: 6, queueEntriesMax: 4_097)
        #expect(bounds.batchEntriesMax == 256 && bounds.batchMilliseconds == 5 && bounds.queueEntriesMax == 4_096)
    }

    @Test(
        "what waits for a commit goes in batches that are full, but for the last",
        arguments: [(bound: 256, works: 600, batches: 3), (bound: 10, works: 25, batches: 3)])
    func full(bound: Int, works: Int, batches: Int) async throws {
        try await withLog(BatchBounds(batchEntriesMax: bound, batchMilliseconds: 0)) { log in
            let (held, waiting) = try await log.appendBehindOne(works)
            #expect(await log.sequencer.statistics.batches == 1)
            try await held.release()
            #expect(try await waiting[0].value == [1])
            #expect(try await waiting[1].value == (2..<UInt64(2 + works)).map { $0 })
            let statistics = await log.sequencer.statistics
            #expect(statistics.batchEntriesMax == bound && statistics.batches == UInt64(2 + batches))
            #expect(statistics.entries == UInt64(2 + works))
        }
    }

    @Test("one work alone waits for nobody, and eight that came during a commit go when it returns")
    func commitReturns() async throws {
        try await withLog(BatchBounds()) { log in
            for _ in 0..<3 { _ = try await log.append(1).value }
            #expect(await log.sequencer.statistics.batches == 4)
            let (held, waiting) = try await log.appendBehindOne(8)
            try await held.release()
            for works in waiting { _ = try await works.value }
            let statistics = await log.sequencer.statistics
            #expect(statistics.batches == 6 && statistics.batchEntriesMax == 8)
            #expect(log.pauses.lengths == [])
        }
    }

    @Test("after a batch of eight, two wait for the others as long as the bound says, and then go")
    func waits() async throws {
        try await withLog(BatchBounds(batchMilliseconds: 5)) { log in
            let (held, waiting) = try await log.appendBehindOne(8)
            try await held.release()
            for works in waiting { _ = try await works.value }
            #expect(await log.sequencer.statistics.batches == 3)
            let two = log.append(2)
            try await until { await log.sequencer.waitingEntries == 2 && log.pauses.lengths.count == 1 }
            #expect(log.pauses.lengths == [.milliseconds(5)])
            #expect(await log.sequencer.statistics.batches == 3)
            log.pauses.end()
            #expect(try await two.value == [10, 11])
            #expect(await log.sequencer.statistics.batches == 4)
        }
    }

    @Test("after a batch of eight, six go without waiting for the rest")
    func enough() async throws {
        try await withLog(BatchBounds(batchMilliseconds: 5)) { log in
            let (held, waiting) = try await log.appendBehindOne(8)
            try await held.release()
            for works in waiting { _ = try await works.value }
            // No pause ends before the test does.
            #expect(try await log.append(6).value.count == 6)
            #expect(await log.sequencer.statistics.batches == 4)
        }
    }

    @Test("whoever finds the queue full is told when to come again, keeps the credit, and is sealed then")
    func queueFull() async throws {
        try await EvidenceRoom.run(bounds: BatchBounds(queueEntriesMax: 4), creditsPerAccount: 7) { room in
            let project = try await room.project()
            _ = try await room.seal([0], in: project)
            let held = try await HeldWriter(room.store)
            let first = Task { try await room.seal([1], in: project) }
            try await until { room.store.statistics.queuedWrites == 1 }
            let others = (2..<6).map { number in Task { try await room.seal([UInt8(number)], in: project) } }
            try await until { await room.sequencer.waitingEntries == 4 }
            let refusal = await #expect(throws: RPCError.self) {
                try await room.seal([6], in: project, key: "again")
            }
            #expect(refusal?.code == .resourceExhausted && refusal?.reason?.reason == "TOO_BUSY")
            #expect(refusal?.retryDelay == .milliseconds(50))
            try await held.release()
            for sealing in [first] + others { _ = try await sealing.value }
            #expect(try await room.seal([6], in: project, key: "again").logIndex == 6)
            let spent = await #expect(throws: RPCError.self) { try await room.seal([7], in: project) }
            #expect(spent?.reason?.reason == "NO_CREDIT", "\(String(describing: spent))")
            #expect(try await room.audit().size == 7)
        }
    }
}
