import ArgumentParser
import MeshAPI
import MeshRPC
import MeshTestKit

/// Whole submissions to a real evidence process, over the mesh, as services make them.
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submissions to an evidence process: timestamp, log entry and answer on the disk included.",
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

    func validate() throws {
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        guard (1...callers).contains(connections) else { throw ValidationError("--connections is from 1 to --callers") }
        guard (1...1 << 24).contains(size) else { throw ValidationError("--size is from 1 to 16777216") }
        guard (1...1_024).contains(projects) else { throw ValidationError("--projects is from 1 to 1024") }
        // A token lives for five minutes and is made once.
        guard seconds > 0, seconds <= 240 else { throw ValidationError("--seconds is above 0, at most 240") }
    }

    func run() async throws {
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
            let item = try await author.submit(
                bytes, name: "work.bin", project: projectIDs[caller % projectIDs.count])
            guard item.size == UInt64(size) else { throw BenchmarkFailure("an answer about another file") }
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
        print(line)
    }
}
