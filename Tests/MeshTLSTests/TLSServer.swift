import MeshTLS
import NIOCore
import NIOPosix

/// A listening socket on loopback whose connections speak TLS; reports each connection when it has ended.
final class TLSServer: Sendable {
    let channel: any Channel
    let log: LogRecord
    private let reports: AsyncStream<Report>

    var port: Int { channel.localAddress?.port ?? 0 }

    private init(channel: any Channel, log: LogRecord, reports: AsyncStream<Report>) {
        self.channel = channel
        self.log = log
        self.reports = reports
    }

    static func start(
        _ credentials: TLSCredentials, protocols: [String] = ["colophon/1", "ttrpc"], manner: Witness.Manner = .keep,
        handshakeTimeout: Duration = .seconds(90)
    ) async throws -> TLSServer {
        let log = LogRecord()
        let (reports, continuation) = AsyncStream<Report>.makeStream()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let tls = TLSHandler.server(
                        credentials, protocols: protocols, logger: log.logger, handshakeTimeout: handshakeTimeout)
                    let witness = Witness(manner, after: tls, on: child.eventLoop)
                    witness.established.futureResult.whenComplete { _ in }
                    witness.ended.futureResult.whenSuccess { continuation.yield($0) }
                    try child.pipeline.syncOperations.addHandlers(tls, witness)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TLSServer(channel: channel, log: log, reports: reports)
    }

    /// The report of the next connection that ends.
    func nextReport() async throws -> Report {
        for await report in reports { return report }
        throw ChannelError.eof
    }

    func stop() async throws {
        try await channel.close()
    }
}
