import Logging
import NIOCore
import NIOPosix

/// Accepts connections and never says a word.
struct SilentListener {
    /// An address of this machine where nothing else listens, so that a port that was closed there stays closed while
    /// other tests are given ports of `127.0.0.1`.
    static let lonelyHost = "127.0.0.77"

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    init(host: String = "127.0.0.1") async throws {
        channel = try await ServerBootstrap(group: group).bind(host: host, port: 0).get()
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
