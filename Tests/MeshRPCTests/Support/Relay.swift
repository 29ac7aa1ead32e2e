import MeshRPC
import NIOCore
import NIOPosix
import Synchronization

/// Carries bytes between a client and a server, until it is told to be silent or to break.
final class Relay: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    private let state = Mutex(State())

    private struct State {
        var channels: [any Channel] = []
        var accepted = 0
    }

    /// A relay to `endpoint`, which is a TCP one.
    init(to endpoint: Endpoint) async throws {
        guard case .tcp(let host, let port) = endpoint else { throw RPCError.invalidArgument("not TCP") }
        let group = group
        let made = Mutex<Relay?>(nil)
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { inner in
                let relay = made.withLock { $0 }
                let left = Half()
                let right = Half()
                relay?.state.withLock { state in
                    state.channels.append(inner)
                    state.accepted += 1
                }
                return ClientBootstrap(group: inner.eventLoop)
                    .channelInitializer { outer in
                        outer.eventLoop.makeCompletedFuture {
                            right.other = inner
                            left.other = outer
                            try outer.pipeline.syncOperations.addHandler(right)
                            try inner.pipeline.syncOperations.addHandler(left)
                            relay?.state.withLock { $0.channels.append(outer) }
                        }
                    }
                    .connect(host: host, port: port).map { _ in }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        made.withLock { $0 = self }
    }

    private final class Half: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = ByteBuffer
        var other: (any Channel)?

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            other?.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            other?.close(promise: nil)
            other = nil
        }
    }

    /// Where a client dials it.
    var endpoint: Endpoint { .tcp(host: "127.0.0.1", port: channel.localAddress?.port ?? 0) }

    /// Connections it has carried.
    var accepted: Int { state.withLock { $0.accepted } }

    /// Carries nothing any more, without a word to anybody.
    func silence() async throws {
        for channel in state.withLock({ $0.channels }) {
            try await channel.setOption(.autoRead, value: false).get()
        }
    }

    /// Breaks every connection, as when the process at the other end is killed.
    func cut() async {
        let channels = state.withLock { state in
            let taken = state.channels
            state.channels = []
            return taken
        }
        for channel in channels { try? await channel.close() }
    }

    /// Breaks everything and listens no more.
    func close() async throws {
        try? await channel.close()
        await cut()
        try await group.shutdownGracefully()
    }
}

/// Relays that a test makes once it knows where the servers listen; a lookup tells of them.
final class LateRelays: Sendable {
    private let relays = Mutex<[Relay]>([])

    func add(_ relay: Relay) { relays.withLock { $0.append(relay) } }
    var all: [Relay] { relays.withLock { $0 } }
    var endpoints: [Endpoint] { all.map(\.endpoint) }
}
