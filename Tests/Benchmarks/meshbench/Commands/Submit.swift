import ArgumentParser
import Evidence
import MeshAPI
import MeshCrypto
import MeshRPC
import MeshTestKit

/// Whole submissions to a real evidence process, over the mesh, as services make them.
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Submissions to an evidence process: each answer has the token and the proof of its entry, all on the disk.",
        discussion: "Keys, configuration and store lie in a temporary folder; --folder puts them on another disk.")

    @Option(help: "Submissions in flight.")
    var callers = 64

    @Option(help: "Connections they share.")
    var connections = 1

    @Option(help: "Bytes of each file.")
    var size = 4_096

    @Option(help: "Projects they are spread over.")
    var projects = 16

    @Option(help: "Seconds to count.")
    var seconds = 4.0

    @Option(help: RoundMedians.help)
    var rounds = 1

    func validate() throws {
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        guard (1...callers).contains(connections) else { throw ValidationError("--connections is from 1 to --callers") }
        guard (1...1 << 24).contains(size) else { throw ValidationError("--size is from 1 to 16777216") }
        guard (1...1_024).contains(projects) else { throw ValidationError("--projects is from 1 to 1024") }
        guard RoundMedians.allowed.contains(rounds) else { throw ValidationError("--rounds is from 1 to 1000") }
        // A token lives for five minutes and is made once.
        guard seconds > 0, seconds <= 240 else { throw ValidationError("--seconds is above 0, at most 240") }
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
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let loops = RPCLoops(threads: 1)
        let authorization = try mesh.authorization(account: LocalMesh.freshAccount())
        let clients = try (0..<connections).map { _ in try mesh.client(loop: loops.next()) }
        let authors = clients.map { Author($0, authorization: authorization) }
        var ids: [String] = []
        for number in 0..<projects { ids.append(try await authors[0].createProject("Project \(number)")) }
        let projectIDs = ids

        let before = try ProcessStatistics(of: service.process.pid)
        let size = size
        let latencies = try await ClosedLoop(callers: callers, seconds: seconds).run(on: loops.all[0]) {
            caller, sequence in
            // No two files are alike.
            var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: caller), count: size)
            for index in 0..<min(8, size) { bytes[index] = UInt8(truncatingIfNeeded: sequence >> (8 * Int64(index))) }
            let author = authors[caller % authors.count]
            let (item, proof) = try await author.submitProven(
                bytes, name: "work.bin", project: projectIDs[caller % projectIDs.count])
            guard item.size == UInt64(size) else { throw BenchmarkFailure("an answer about another file") }
            // Checking costs this process what the service needs, so one in 256 is checked whole.
            guard sequence % 256 != 0 || showsEntry(proof, of: item) else {
                throw BenchmarkFailure("a proof that shows another entry")
            }
        }
        let after = try ProcessStatistics(of: service.process.pid)
        for client in clients { await client.close() }
        await service.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("callers", callers)
        line.add("connections", connections)
        line.add("bytes", size)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        line.add("server_rss_kb", after.residentKibibytes)
        return (line, latencies)
    }

    /// Whether the proof leads from the item's entry to the checkpoint's root, and the entry commits to its token.
    private func showsEntry(_ proof: EvidenceV1.SealProof, of item: EvidenceV1.EvidenceItem) -> Bool {
        guard let log = try? LogProof(parsing: proof.tlogProof),
            let checkpoint = try? Checkpoint(parsing: SignedNote(parsing: log.checkpoint).text),
            let token = try? TimestampToken(der: TimestampResponse(der: proof.token).granted()),
            let leaf = Leaf(decoding: proof.leaf)
        else { return false }
        let hash = TreeHash.leaf(proof.leaf)
        return hash.bytes == item.leafHash && log.inclusion.index == item.logIndex
            && log.inclusion.root(leaf: hash, size: checkpoint.size) == checkpoint.root
            && leaf.tokenHash.bytes == Digest.sha256(token.der) && token.digest == item.sha256
    }
}
