import ArgumentParser
import MeshKernel
import MeshRPC
import MeshTestKit

/// Large replies on one stream: bytes a second.
struct Stream: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "One server stream of large replies over mutual TLS; the server is a process of its own.",
        discussion: "One second to warm up, then SECONDS. Only payload is counted.")

    @Option(help: "Bytes of payload in each reply.")
    var size = 1 << 20

    @OptionGroup var time: CountedTime

    func validate() throws {
        guard (1...4 << 20 - 1_024).contains(size) else { throw ValidationError("--size is from 1 to 4193280") }
    }

    func run() async throws {
        let server = try await EchoServer.start()
        let before = try server.statistics()
        let client = try server.client()
        let request = BenchV1.EchoRequest(
            id: SlowMark.none, seq: .max, payload: [UInt8](repeating: UInt8(ascii: "x"), count: size))
        let (size, seconds) = (size, time.seconds)
        let reading = Task(executorPreference: client.loop) {
            try await BenchV1.EchoClient(client).watch(request) { replies in
                try await Self.read(replies, size: size, seconds: seconds)
            }
        }
        let (replies, elapsed) = try await reading.value
        let after = try server.statistics()
        await client.close()
        await server.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("size", size)
        line.add("replies", replies)
        line.add("bytes_per_second", Int(Double(replies * size) / (elapsed / .seconds(1))))
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        line.add("server_rss_kb", after.residentKibibytes)
        print(line)
    }

    /// Takes replies until the time is over; giving the stream up ends it at the server.
    private static func read(
        _ replies: ResponseStream<BenchV1.EchoReply>, size: Int, seconds: Double
    ) async throws -> (count: Int, elapsed: Duration) {
        let time = SystemTime()
        let start = time.monotonic().advanced(by: .seconds(1))
        let end = start.advanced(by: .seconds(seconds))
        var began: MonotonicTime?
        var count = 0
        for try await reply in replies {
            guard reply.payload.count == size else { throw BenchmarkFailure("a reply of \(reply.payload.count) bytes") }
            let now = time.monotonic()
            guard now >= start else { continue }
            guard let began else {
                // What this reply took lies before it: only those after it are counted.
                began = now
                continue
            }
            count += 1
            if now >= end { return (count, now.since(began)) }
        }
        throw BenchmarkFailure("the stream ended by itself")
    }
}
