import ArgumentParser
import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit

/// What a log costs as it grows.
struct Growth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The cost of an append, of a proof and of a start at growing sizes of the log; bytes for each leaf.",
        discussion: """
            One JSON line for each size. The log is filled with made-up entries up to each size. There whole works are \
            appended as `append` does it, single proofs are made and checked, one after the other, and the evidence \
            process is started over the store. Processor time is this process's own, with whoever appends. Ten million \
            leaves take four gigabytes on TMPDIR's disk, which are gone afterwards.
            """)

    @Option(parsing: .upToNextOption, help: "Sizes of the log, from the smallest.")
    var sizes: [UInt64] = [1_000, 100_000, 1_000_000, 10_000_000]

    @Option(help: "Callers that append, each with one work under way.")
    var callers = 512

    @Option(help: "Works appended at each size, but at most twice as many.")
    var appends = 20_480

    @Option(help: "Proofs of each kind made at each size.")
    var proofs = 2_000

    @Option(help: "Starts at each size.")
    var starts = 3

    func validate() throws {
        guard !sizes.isEmpty, sizes == sizes.sorted(), sizes[0] > 0, sizes[sizes.count - 1] <= 100_000_000 else {
            throw ValidationError("--sizes are from 1 to 100000000, each above the one before")
        }
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        guard (1...1_000_000).contains(appends), (1...1_000_000).contains(proofs) else {
            throw ValidationError("--appends and --proofs are from 1 to 1000000")
        }
        guard (1...1_000).contains(starts) else { throw ValidationError("--starts is from 1 to 1000") }
    }

    func run() async throws {
        let mesh = try LocalMesh()
        let keys = "\(mesh.state)/pki"
        guard let named = NoteKey(parsing: try WholeFile.text("\(keys)/log.pub")),
            let identity = LogIdentity(origin: named.name, key: try SigningKey(path: "\(keys)/log.key"))
        else { throw BenchmarkFailure("the log's name is no name") }
        let configuration = StoreConfiguration(
            path: mesh.storePath, masterKey: try SealingKey(path: "\(keys)/master.key"))
        var filling = LogFilling(identity: identity, time: SystemTime(), random: SystemRandom())
        for size in sizes {
            var line = JSONLine()
            line.add("peer", "colophon")
            line.add("size", Int(size))
            let store = try Store(
                configuration, migrations: EvidenceMigrations.all, eventTypes: EvidenceEvents.all, time: SystemTime(),
                random: SystemRandom(), logger: Logger(label: "growth", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await fill(store, to: size, by: &filling, into: &line)
            try await prove(store, size: size, into: &line)
            try await append(store, identity, after: size, into: &line)
            await store.close()
            var milliseconds: [Double] = []
            for _ in 0..<starts {
                let service = try await mesh.start()
                milliseconds.append(service.startup / .milliseconds(1))
                await service.stop()
            }
            line.add("start_ms", milliseconds.sorted()[starts / 2])
            print(line)
        }
    }
}
