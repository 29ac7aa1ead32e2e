import ArgumentParser
import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit

/// Appends to the log through its one writer and a real store on the disk, without the rpc around them.
struct Append: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Appends to the log: durable, integrated and signed when answered.",
        discussion: """
            The store lies in a temporary folder, on TMPDIR's disk. The log is audited afterwards: every root is derived \
            anew from its entries. A chain seal is the entry with the fewest rows beside the log; a work brings its \
            file's row, what finds it by its digests, and the custody of it.
            """)

    /// What is appended.
    enum Entry: String, ExpressibleByArgument, CaseIterable {
        case work
        case chainSeal = "chain-seal"
    }

    @Option(help: "What is appended: work or chain-seal.")
    var entry = Entry.work

    @Option(help: "Callers, each with one work under way.")
    var callers = 256

    @Option(help: "Chains the works belong to.")
    var chains = 64

    @Option(help: "Milliseconds that a batch waits for callers to come back.")
    var gather = BatchBounds.Limits.batchMillisecondsUsual

    @Option(help: "Seconds to count.")
    var seconds = 4.0

    @Option(help: RoundMedians.help)
    var rounds = 1

    func validate() throws {
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        guard entry == .work || chains >= callers else {
            throw ValidationError("chains are sealed one seal after the other: --chains is at least --callers")
        }
        guard (1...65_536).contains(chains) else { throw ValidationError("--chains is from 1 to 65536") }
        guard RoundMedians.allowed.contains(rounds) else { throw ValidationError("--rounds is from 1 to 1000") }
        guard seconds > 0, seconds <= 3_600 else { throw ValidationError("--seconds is above 0, at most 3600") }
    }

    func run() async throws {
        var medians = RoundMedians()
        for _ in 0..<rounds {
            let (line, latencies) = try await round()
            print(line)
            medians.add(latencies)
        }
        if rounds > 1 { print(medians.line) }
    }

    /// One measurement, with keys and a store of its own.
    private func round() async throws -> (JSONLine, Latencies) {
        let authority = try TestAuthority(services: ["evidence"])
        let keys = "\(authority.folder.path)/pki"
        let time = SystemTime()
        let random = SystemRandom()
        let store = try Store(
            StoreConfiguration(
                path: authority.folder.file("evidence.sqlite"), masterKey: try SealingKey(path: "\(keys)/master.key")),
            migrations: EvidenceMigrations.all, eventTypes: EvidenceEvents.all, time: time, random: random,
            logger: Logger(label: "append", factory: { _ in SwiftLogNoOpLogHandler() }))
        guard
            let identity = LogIdentity(origin: "bench.local/log", key: try SigningKey(path: "\(keys)/log.key"))
        else { throw BenchmarkFailure("the log's name is no name") }
        let sequencer = try await LogSequencer(
            store: store, identity: identity, bounds: BatchBounds(batchMilliseconds: gather), fatal: FatalSignal())
        let rehearsal = try await LogRehearsal(
            store: store, sequencer: sequencer, chains: chains, time: time, random: random)
        if entry == .chainSeal {
            // A chain that is sealed has a work.
            for chain in 0..<chains { _ = try await rehearsal.append(chain: chain) }
        }
        let before = store.statistics
        let latencies = try await ClosedLoop(callers: callers, seconds: seconds).run { caller, sequence in
            switch entry {
            case .work: _ = try await rehearsal.append(chain: caller)
            case .chainSeal:
                _ = try await rehearsal.appendChainSeal(chain: caller, version: UInt32(clamping: sequence + 1))
            }
        }
        let after = store.statistics
        let report = try await LogAudit(store: store, identity: identity).run()
        await store.close()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("entry", entry.rawValue)
        line.add("callers", callers)
        line.add("chains", chains)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
        line.add("entries", Int(report.size))
        line.add("commits", Int(after.commits - before.commits))
        line.add("commit_ms", (after.commitTime - before.commitTime) / .milliseconds(1))
        line.add("checkpoints", Int(after.checkpoints - before.checkpoints))
        line.add("checkpoint_ms", (after.checkpointStall - before.checkpointStall) / .milliseconds(1))
        line.add("checkpoint_ms_max", after.checkpointStallMax / .milliseconds(1))
        return (line, latencies)
    }
}
