import NIOCore
import NIOPosix
import Synchronization

/// A server that takes every connection, reads what is said, and never answers, until it lets all of them go.
final class SilentServer: Sendable {
    private struct State {
        var listener: (any Channel)?
        var held: [any Channel] = []
        var isOver = false
    }

    private let state = Mutex(State())

    /// How many it holds.
    var held: Int { state.withLock { $0.held.count } }

    /// Listens until `letGo`; returns the port.
    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { [self] channel in
                let isOver = state.withLock { state in
                    if !state.isOver { state.held.append(channel) }
                    return state.isOver
                }
                return isOver ? channel.close() : channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        state.withLock { $0.listener = channel }
        return channel.localAddress?.port ?? 0
    }

    /// Closes every connection, and listens no more.
    func letGo() async {
        let (listener, held) = state.withLock { state in
            state.isOver = true
            return (state.listener, state.held)
        }
        try? await listener?.close()
        for channel in held { try? await channel.close() }
    }
}
