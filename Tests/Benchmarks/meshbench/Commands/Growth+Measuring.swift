import Evidence
import MeshKernel
import MeshStore
import MeshTestKit

extension Growth {
    /// Fills the log, and says how fast that went and what an entry takes on the disk: in public nothing else counts.
    func fill(_ store: Store, to size: UInt64, by filling: inout LogFilling, into line: inout JSONLine) async throws {
        let bytes = try await Self.bytes(of: store)
        let time = SystemTime()
        let began = time.monotonic()
        let added = try await filling.fill(store, to: size)
        let took = time.monotonic().since(began)
        line.add("filled_per_second", Int(Double(added) / (took / .seconds(1))))
        line.add("bytes_per_leaf", Double(try await Self.bytes(of: store) - bytes) / Double(max(1, added)))
    }

    /// Makes and checks proofs, one after the other, of entries and older sizes all over the log.
    func prove(_ store: Store, size: UInt64, into line: inout JSONLine) async throws {
        let random = SystemRandom()
        let time = SystemTime()
        var hashes = 0
        let began = time.monotonic()
        for _ in 0..<proofs {
            hashes += try await LogRehearsal.prove(random.word() % size, size: size, in: store)
        }
        let half = time.monotonic()
        for _ in 0..<proofs {
            hashes += try await LogRehearsal.proveGrowth(from: 1 + random.word() % size, to: size, in: store)
        }
        let ended = time.monotonic()
        guard hashes > 0 || size == 1 else { throw BenchmarkFailure("proofs without hashes") }
        line.add("inclusion_us", (half.since(began) / .microseconds(1)) / Double(proofs))
        line.add("consistency_us", (ended.since(half) / .microseconds(1)) / Double(proofs))
    }

    /// Appends works, many at a time.
    func append(_ store: Store, _ identity: LogIdentity, after size: UInt64, into line: inout JSONLine) async throws {
        let sequencer = try await LogSequencer(
            store: store, identity: identity, bounds: BatchBounds(), fatal: FatalSignal())
        let rehearsal = try await LogRehearsal(
            store: store, sequencer: sequencer, chains: 64, time: SystemTime(), random: SystemRandom())
        let count = min(appends, 2 * Int(size))
        let callers = min(callers, count)
        let before = try ProcessStatistics.own().processorMilliseconds
        let time = SystemTime()
        let began = time.monotonic()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                let share = count / callers + (caller < count % callers ? 1 : 0)
                group.addTask {
                    for _ in 0..<share { _ = try await rehearsal.append(chain: caller) }
                }
            }
            try await group.waitForAll()
        }
        let took = time.monotonic().since(began)
        let spent = try ProcessStatistics.own().processorMilliseconds - before
        line.add("append_cpu_us", Double(spent) * 1_000 / Double(count))
        line.add("appends_per_second", Int(Double(count) / (took / .seconds(1))))
    }

    private static func bytes(of store: Store) async throws -> Int {
        try await store.read { snapshot in
            let row = try snapshot.row(
                "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size")
            return Int(try row?.integer("bytes") ?? 0)
        }
    }
}
