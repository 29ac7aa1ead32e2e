import MeshTLS
import NIOCore
import NIOPosix

/// A connection to a `TLSServer`.
struct TLSClient: Sendable {
    let channel: any Channel
    /// Completes when the handshake is finished from this end, or fails with what ended it.
    let established: EventLoopFuture<Report>
    let ended: EventLoopFuture<Report>
    let log: LogRecord

    static func connect(
        _ credentials: TLSCredentials, dialling service: String = "evidence", to port: Int,
        protocols: [String] = ["colophon/1"], manner: Witness.Manner = .keep
    ) async throws -> TLSClient {
        let log = LogRecord()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let seen = loop.makePromise(of: Report.self)
        let ended = loop.makePromise(of: Report.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = TLSHandler.client(
                        credentials, dialling: service, protocols: protocols, logger: log.logger,
                        handshakeTimeout: .seconds(90))
                    let witness = Witness(manner, after: tls, on: channel.eventLoop)
                    witness.established.futureResult.cascade(to: seen)
                    witness.ended.futureResult.cascade(to: ended)
                    try channel.pipeline.syncOperations.addHandlers(tls, witness)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return TLSClient(channel: channel, established: seen.futureResult, ended: ended.futureResult, log: log)
    }

    /// What was received, as soon as it is `count` bytes.
    func received(_ count: Int) async throws -> [UInt8] {
        let promise = channel.eventLoop.makePromise(of: [UInt8].self)
        let channel = channel
        channel.eventLoop.execute {
            do {
                try channel.pipeline.syncOperations.handler(type: Witness.self).await(count, promise)
            } catch {
                promise.fail(error)
            }
        }
        return try await promise.futureResult.get()
    }

    /// Says goodbye and closes.
    func close() async throws -> Report {
        try await channel.close()
        return try await ended.get()
    }
}
