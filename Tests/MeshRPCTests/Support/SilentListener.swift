import Logging
import NIOCore
import NIOPosix

/// Accepts connections and never says a word.
struct SilentListener {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    init() async throws {
        channel = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func close() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

extension Logger {
    /// Says only what must never happen.
    static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
