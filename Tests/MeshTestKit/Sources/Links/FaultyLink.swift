import NIOCore
import NIOPosix
import Synchronization

/// A network between clients and a server on this machine that delays, splits, gathers, silences, resets, half-closes
/// and corrupts, each connection in a way of its own. Connections overtake each other, for each has its own delays.
package final class FaultyLink: Sendable {
    private static let readsPerSecond = 10

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let listener: any Channel
    private let state: State

    /// Listens on a free port and passes what comes to `port`; `faults` of a connection follow from its number, from 0.
    package init(to port: Int, seed: UInt64, faults: @escaping @Sendable (Int, SeededRandom) -> LinkFaults) async throws
    {
        let state = State()
        self.state = state
        listener = try await ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { client in
                let number = state.nextNumber()
                let random = SeededRandom(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
                let chosen = faults(number, random)
                let path = LinkPath(faults: chosen, random: random, loop: client.eventLoop) { state.met($0) }
                state.add(client)
                return client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(LinkEnd(path, .client))
                }.flatMap {
                    Self.dialler(client.eventLoop, bytesPerSecond: chosen.bytesPerSecond)
                        .channelInitializer { server in
                            server.eventLoop.makeCompletedFuture {
                                try server.pipeline.syncOperations.addHandler(LinkEnd(path, .server))
                            }
                        }
                        .connect(host: "127.0.0.1", port: port).map { server in
                            state.add(server)
                            if chosen.bytesPerSecond > 0 { Self.readSlowly(server) }
                        }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private static func dialler(_ loop: any EventLoop, bytesPerSecond: Int) -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: loop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
        guard bytesPerSecond > 0 else { return bootstrap }
        // The kernel reads no further ahead than it must.
        return
            bootstrap
            .channelOption(.socketOption(.so_rcvbuf), value: 4_096)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: max(bytesPerSecond / readsPerSecond, 1)))
    }

    private static func readSlowly(_ server: any Channel) {
        let pause = TimeAmount.milliseconds(1_000 / Int64(readsPerSecond))
        let reading = server.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in server.read() }
        server.closeFuture.whenComplete { _ in reading.cancel() }
    }

    /// Where clients connect.
    package var port: Int { listener.localAddress?.port ?? 0 }

    /// How often each fate was met.
    package var fates: [LinkFaults.Fate: Int] { state.fates }

    /// How many connections there were.
    package var connections: Int { state.connections }

    /// Closes every connection on both sides.
    package func close() async throws {
        try await listener.close()
        for channel in state.channels { try? await channel.close() }
        try await group.shutdownGracefully()
    }

    private final class State: Sendable {
        private let kept = Mutex((channels: [any Channel](), count: 0, fates: [LinkFaults.Fate: Int]()))

        var channels: [any Channel] { kept.withLock { $0.channels } }
        var fates: [LinkFaults.Fate: Int] { kept.withLock { $0.fates } }
        var connections: Int { kept.withLock { $0.count } }

        func nextNumber() -> Int {
            kept.withLock {
                $0.count += 1
                return $0.count - 1
            }
        }
        func add(_ channel: any Channel) { kept.withLock { $0.channels.append(channel) } }
        func met(_ fate: LinkFaults.Fate) { kept.withLock { $0.fates[fate, default: 0] += 1 } }
    }
}
