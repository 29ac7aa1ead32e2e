import ArgumentParser
import MeshCrypto
import MeshKernel
import MeshTestKit
import NIOPosix

/// Timestamps for strangers from a real evidence process, over HTTP.
struct Timestamps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "RFC 3161 timestamps from an evidence process: POST /tsa on connections that stay open.",
        discussion: "Every answer is read and must grant its query; each query is over another digest.")

    @Option(help: "Connections, each with one query under way.")
    var callers = 32

    @Option(help: "Seconds to count.")
    var seconds = 4.0

    func validate() throws {
        guard (1...128).contains(callers) else { throw ValidationError("--callers is from 1 to 128") }
        guard seconds > 0, seconds <= 3_600 else { throw ValidationError("--seconds is above 0, at most 3600") }
    }

    func run() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let before = try ProcessStatistics(of: service.process.pid)
        let time = SystemTime()
        let start = time.monotonic().advanced(by: ClosedLoop.warmUp)
        let end = start.advanced(by: .seconds(seconds))
        let threads = NIOThreadPool(numberOfThreads: callers)
        threads.start()
        let port = mesh.publicPort
        let samples = try await withThrowingTaskGroup(of: CallerSamples.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    try await threads.runIfActive {
                        let desk = try TimestampDesk(port: port)
                        defer { desk.close() }
                        var samples = CallerSamples(from: start, capacity: 1 << 16)
                        var sequence: UInt64 = UInt64(caller) << 32
                        while true {
                            sequence += 1
                            let query = TimestampRequest(
                                digest: Digest.sha256(withUnsafeBytes(of: sequence) { Array($0) }), nonce: sequence)
                            let began = time.monotonic()
                            let answer = try desk.answer(to: query.encoded)
                            let ended = time.monotonic()
                            guard try TimestampResponse(der: answer).status == 0 else {
                                throw BenchmarkFailure("a timestamp was refused")
                            }
                            guard ended >= start else { continue }
                            samples.record(from: began, to: ended)
                            if ended >= end { return samples }
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await threads.shutdownGracefully()
        let latencies = Latencies(samples, from: start)
        let after = try ProcessStatistics(of: service.process.pid)
        await service.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("callers", callers)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        print(line)
    }
}
