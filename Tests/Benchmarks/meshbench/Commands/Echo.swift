import ArgumentParser
import MeshRPC
import MeshTestKit

/// Unary echo over mutual TLS between two processes, as the peers do it.
struct Echo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Echo over mutual TLS on one connection; the server is a process of its own.",
        discussion: """
            One second to warm up, then SECONDS. server_cpu_ms is the server's processor time from before the client \
            connects until it is done; server_rss_kb is resident at the end.
            """)

    @Option(help: "Calls in flight.")
    var inflight = 1

    @OptionGroup var load: EchoLoad

    @Flag(help: "Accepted for programs; the output is one JSON line either way.")
    var json = false

    func validate() throws {
        guard (1...16_384).contains(inflight) else { throw ValidationError("--inflight is from 1 to 16384") }
    }

    func run() async throws {
        let server = try await EchoServer.start()
        let before = try server.statistics()
        let client = try server.client()
        let latencies = try await load.run(callers: inflight, on: client)
        let after = try server.statistics()
        await client.close()
        await server.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("inflight", inflight)
        line.add("payload", load.payload)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        line.add("server_rss_kb", after.residentKibibytes)
        print(line)
    }
}
