import MeshRPC
import MeshTestKit
import NIOCore
import NIOPosix
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Peers that are many, slow, or both, at a server that is a process of its own.
@Suite("Many peers and slow ones leave the others unharmed", .serialized)
struct HeavyPeerTests {
    @Test("ten thousand idle connections cost at most 48 KB each, and calls go on", .timeLimit(.minutes(3)))
    func idle() async throws {
        let count = 10_000
        try Self.allowFiles(count + 1_000)
        let server = try await EchoProcess()
        let loops = RPCLoops(threads: 2)
        let bystander = try server.client(loops)
        let before = try await Bystander(bystander).calls(300)
        let empty = try server.statistics()
        var clients: [RPCClient] = []
        while clients.count < count {
            let more = try (0..<min(64, count - clients.count)).map { _ in try server.client(loops, as: "gateway") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in more {
                    group.addTask { _ = try await BenchV1.EchoClient(client).get(.init(id: "idle")) }
                }
                try await group.waitForAll()
            }
            clients += more
        }
        let each = Double(try server.kibibytesGrown(since: empty)) / Double(count)
        #expect(each <= 48, "\(each) KiB for each idle connection")
        let after = try await Bystander(bystander).calls(300)
        Self.expectUnharmed(before, after)
        // The first and the last are open still.
        _ = try await BenchV1.EchoClient(clients[0]).get(.init(id: "first"))
        await bystander.close()
        for client in clients { await client.close() }
        #expect(await server.stop() == .code(0))
        try await loops.shutdown()
    }

    @Test("two thousand peers that send a byte a second are cut off, and others never notice", .timeLimit(.minutes(2)))
    func slowloris() async throws {
        try Self.allowFiles(4_000)
        let server = try await EchoProcess()
        let (loops, group) = (RPCLoops(threads: 1), MultiThreadedEventLoopGroup(numberOfThreads: 1))
        let bystander = try server.client(loops)
        let before = try await Bystander(bystander).calls(300)
        let empty = try server.statistics()
        // Half of them never finish the handshake, half never finish a frame.
        let outside = try await Self.links(1_000) { try await RawLink(port: server.port, group: group) }
        let credentials = try server.authority.credentials("operator")
        let inside = try await Self.links(1_000) {
            try await RawLink(
                port: server.port, group: group, credentials: credentials, protocols: ["colophon/1"],
                dialling: "bench")
        }
        let hello: [UInt8] = [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]
        let frame: [UInt8] = [0, 0, 4, 0, 0, 0, 0, 1, 1, 0]
        let (during, isOver) = try await Bystander(bystander).calls {
            for second in 0..<45 {
                for link in outside where link.isOpen {
                    await link.send([[second < hello.count ? hello[second] : 0][...]])
                }
                for link in inside where link.isOpen {
                    await link.send([[second < frame.count ? frame[second] : 7][...]])
                }
                if !(outside + inside).contains(where: \.isOpen) { return true }
                try await Task.sleep(for: .seconds(1))
            }
            return false
        }
        #expect(isOver, "\((outside + inside).count { $0.isOpen }) of them are still there")
        let grown = try server.kibibytesGrown(since: empty)
        #expect(grown <= 2_000 * 64, "\(grown) KiB more")
        Self.expectUnharmed(before, during)
        for link in outside + inside { await link.close() }
        await bystander.close()
        #expect(await server.stop() == .code(0))
        try await loops.shutdown()
        try await group.shutdownGracefully()
    }

    @Test("peers that read 1 KB a second hold up to their windows, and others never notice", .timeLimit(.minutes(2)))
    func slowReaders() async throws {
        let server = try await EchoProcess()
        let loops = RPCLoops(threads: 1)
        let bystander = try server.client(loops)
        let before = try await Bystander(bystander).calls(300)
        let empty = try server.statistics()
        let link = try await FaultyLink(to: server.port, seed: 1) { _, _ in
            var faults = LinkFaults()
            faults.bytesPerSecond = 1_024
            return faults
        }
        let slow = try (0..<20).map { number in
            let isBase = number % 2 == 0
            return try server.client(
                loops, as: isBase ? "gateway" : "operator", port: link.port,
                configuration: ClientConfiguration(base: isBase, connectMilliseconds: 20_000))
        }
        let (during, received) = try await Bystander(bystander).calls {
            await withTaskGroup(of: Int.self) { group in
                for client in slow {
                    group.addTask {
                        // 60 MB for each, if they read them.
                        let ask = BenchV1.EchoRequest(
                            id: "slow", seq: 1_000, payload: [UInt8](repeating: 7, count: 60_000))
                        let received = Counter()
                        try? await BenchV1.EchoClient(client).watch(
                            ask, options: CallOptions(timeout: .seconds(12))
                        ) { for try await _ in $0 { received.add() } }
                        return received.value
                    }
                }
                return await group.reduce(0, +)
            }
        }
        #expect(received < 20, "so slow a link brings no message whole: \(received) came")
        let grown = try server.kibibytesGrown(since: empty)
        #expect(grown <= 64 << 10, "\(grown) KiB more")
        Self.expectUnharmed(before, during)
        for client in slow { await client.close() }
        try await link.close()
        await bystander.close()
        #expect(await server.stop() == .code(0))
        try await loops.shutdown()
    }

    // MARK: - What they share

    /// Nobody else's call fails, and calls take about as long as they did in the same run without the others.
    private static func expectUnharmed(
        _ before: Bystander.Report, _ during: Bystander.Report, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(before.failures == [] && during.failures == [], sourceLocation: location)
        #expect(during.latencies.count >= 100, sourceLocation: location)
        #expect(
            during.median <= before.median * 10 + .milliseconds(20),
            "\(during.median) after \(before.median)", sourceLocation: location)
        #expect(during.longest <= .seconds(5), sourceLocation: location)
    }

    private static func links(_ count: Int, _ make: @escaping @Sendable () async throws -> RawLink) async throws
        -> [RawLink]
    {
        var links: [RawLink] = []
        while links.count < count {
            try await withThrowingTaskGroup(of: RawLink.self) { group in
                for _ in 0..<min(50, count - links.count) { group.addTask { try await make() } }
                for try await link in group { links.append(link) }
            }
        }
        return links
    }

    /// Raises the limit of open files; the server inherits it.
    private static func allowFiles(_ count: Int) throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        try #require(getrlimit(resource, &limit) == 0)
        try #require(limit.rlim_max >= rlim_t(count), "at most \(limit.rlim_max) files may be open: ulimit -Hn")
        limit.rlim_cur = limit.rlim_max
        try #require(setrlimit(resource, &limit) == 0)
    }
}
