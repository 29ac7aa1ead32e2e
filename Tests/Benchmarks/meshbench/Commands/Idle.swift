import ArgumentParser
import MeshRPC
import MeshTestKit

/// What a connection costs the server while nothing happens on it.
struct Idle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The echo server's memory for each idle connection.",
        discussion: """
            Before counts from some seconds after the start, with two connections used. Each connection has done its
            handshake and one call. What a connection costs is the growth of all resident or of private memory, \
            whichever is more. --settle looks once more after a minute. Raises RLIMIT_NOFILE to its hard limit.
            """)

    /// Handshakes under way at once.
    private static let dialsAtOnce = 64

    @Option(help: "Connections to hold open.")
    var connections = 1_000

    @Flag(help: "Hold the connections until the server has let go of the handshakes' code: a minute more.")
    var settle = false

    func validate() throws {
        guard (1...50_000).contains(connections) else { throw ValidationError("--connections is from 1 to 50000") }
    }

    func run() async throws {
        try DescriptorLimit.raise(for: connections + 100)
        let server = try await EchoServer.start()
        // The first connections pay for what is made once: pools, caches, the code itself.
        var clients = [try server.client()]
        try await touch(clients)
        try await Settling.wait()
        clients.append(try server.client())
        try await touch(clients)
        let before = try server.statistics()
        var open: [RPCClient] = []
        while open.count < connections {
            let group = try (0..<min(Self.dialsAtOnce, connections - open.count)).map { _ in try server.client() }
            try await touch(group)
            open += group
        }
        let after = try server.statistics()
        var settled: ProcessStatistics?
        if settle {
            try await Task.sleep(for: .seconds(Settling.seconds))
            settled = try server.statistics()
        }
        for client in clients + open { await client.close() }
        await server.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("connections", connections)
        line.add("server_rss_kb_before", before.residentKibibytes)
        line.add("server_rss_kb", after.residentKibibytes)
        if let settled { line.add("server_rss_kb_settled", settled.residentKibibytes) }
        line.add("server_private_kb_before", before.privateKibibytes)
        line.add("server_private_kb", after.privateKibibytes)
        let grown = max(
            after.residentKibibytes - before.residentKibibytes, after.privateKibibytes - before.privateKibibytes)
        line.add("kb_per_connection", Double(grown) / Double(connections))
        print(line)
    }

    private func touch(_ clients: [RPCClient]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients {
                group.addTask { _ = try await BenchV1.EchoClient(client).get(BenchV1.EchoRequest(id: "hello")) }
            }
            try await group.waitForAll()
        }
    }
}
