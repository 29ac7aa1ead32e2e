import ArgumentParser
import MeshRPC
import MeshTestKit

/// Unary echo over mutual TLS between two processes, as the peers do it.
struct Echo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Echo over mutual TLS on one connection; the server is a process of its own.",
        discussion: """
            One second to warm up, then SECONDS. server_cpu_ms is the server's processor time from before the client \
            connects until it is done; server_rss_kb is resident at the end. With --rate calls are made when they are \
            due, whether or not earlier ones have been answered, and timed from that moment; the percentiles are then \
            those of calls that the server did not delay.
            """)

    @Option(help: "Calls in flight.")
    var inflight = 1

    @Option(help: "Calls a second, in place of a number in flight.")
    var rate: Double?

    @Option(help: "With --rate: how many of a hundred calls the server delays.")
    var slowPercent = 0.0

    @Option(help: "With --rate: how long it delays them, in milliseconds.")
    var slowMs = 50

    @Option(help: "Seconds to count.")
    var seconds = 4.0

    @Option(help: "Bytes of payload in each message.")
    var payload = 256

    @Flag(help: "Accepted for programs; the output is one JSON line either way.")
    var json = false

    func validate() throws {
        guard (1...16_384).contains(inflight) else { throw ValidationError("--inflight is from 1 to 16384") }
        guard (1...1_000_000).contains(rate ?? 1) else { throw ValidationError("--rate is from 1 to 1000000") }
        guard (0...100).contains(slowPercent) else { throw ValidationError("--slow-percent is from 0 to 100") }
        guard slowPercent == 0 || rate != nil else { throw ValidationError("--slow-percent needs --rate") }
        guard (1...9_000).contains(slowMs) else { throw ValidationError("--slow-ms is from 1 to 9000") }
        guard seconds > 0, seconds <= 3_600 else { throw ValidationError("--seconds is above 0, at most 3600") }
        guard (0...1 << 20).contains(payload) else { throw ValidationError("--payload is from 0 to 1048576") }
    }

    func run() async throws {
        let server = try await EchoServer.start()
        let before = try server.statistics()
        let client = try server.client()
        if let rate {
            let run = OpenLoopRun(
                rate: rate, seconds: seconds, payload: payload, slowPercent: slowPercent, slowMilliseconds: slowMs)
            let result = try await run.run(on: client)
            var line = run.line(result)
            line.add("server_cpu_ms", try server.statistics().processorMilliseconds - before.processorMilliseconds)
            await client.close()
            await server.stop()
            return print(line)
        }
        let echo = BenchV1.EchoClient(client)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: payload)
        let latencies = try await ClosedLoop(callers: inflight, seconds: seconds).run(on: client.loop) { _, sequence in
            let reply = try await echo.get(
                BenchV1.EchoRequest(id: SlowMark.none, seq: sequence, payload: bytes),
                options: CallOptions(timeout: .seconds(10)))
            guard reply.seq == sequence else { throw BenchmarkFailure("an answer to another request") }
        }
        let after = try server.statistics()
        await client.close()
        await server.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("inflight", inflight)
        line.add("payload", payload)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        line.add("server_rss_kb", after.residentKibibytes)
        print(line)
    }
}
