import MeshTLS
import NIOCore
import NIOEmbedded

/// A client and a server without sockets: a test carries the bytes between them as it likes.
final class EmbeddedPair {
    /// One end: its channel, its TLS handler and what stands after it.
    final class End {
        let channel: EmbeddedChannel
        let tls: TLSHandler
        let witness: Witness
        let log: LogRecord

        init(_ tls: TLSHandler, log: LogRecord, manner: Witness.Manner) throws {
            channel = EmbeddedChannel()
            self.tls = tls
            self.log = log
            witness = Witness(manner, after: tls, on: channel.embeddedEventLoop)
            witness.established.futureResult.whenComplete { _ in }
            witness.ended.futureResult.whenComplete { _ in }
            try channel.pipeline.syncOperations.addHandlers(tls, witness)
        }

        func connect() throws {
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 7403)).wait()
        }

        /// What this end wants to send, one buffer for each time it wrote to its channel.
        func outbound() throws -> [ByteBuffer] {
            var buffers: [ByteBuffer] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { buffers.append(buffer) }
            return buffers
        }

        /// Hands `bytes` over as if they had come from the socket. Errors are in the witness's report.
        func receive(_ bytes: [UInt8]) {
            _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        }

        func send(_ bytes: [UInt8]) throws {
            try channel.writeAndFlush(ByteBuffer(bytes: bytes)).wait()
        }

        var report: Report { witness.report }

        /// The end of the socket, without a word.
        func drop() {
            channel.pipeline.fireChannelInactive()
            channel.embeddedEventLoop.run()
        }
    }

    let client: End
    let server: End

    init(
        client clientCredentials: TLSCredentials, server serverCredentials: TLSCredentials,
        dialling service: String = "evidence", handshakeTimeout: Duration? = nil, manner: Witness.Manner = .keep
    ) throws {
        let clientLog = LogRecord()
        let serverLog = LogRecord()
        client = try End(
            .client(
                clientCredentials, dialling: service, protocols: ["colophon/1"], logger: clientLog.logger,
                handshakeTimeout: handshakeTimeout),
            log: clientLog, manner: .keep)
        server = try End(
            .server(
                serverCredentials, protocols: ["colophon/1"], logger: serverLog.logger,
                handshakeTimeout: handshakeTimeout),
            log: serverLog, manner: manner)
        try server.connect()
        try client.connect()
    }

    /// Carries bytes both ways until nobody has any, `size` at a time.
    func pump(_ size: Int = .max) throws {
        while try carry(from: client, to: server, size) || carry(from: server, to: client, size) {}
    }

    private func carry(from: End, to: End, _ size: Int) throws -> Bool {
        let buffers = try from.outbound()
        for var buffer in buffers {
            while buffer.readableBytes > 0, let piece = buffer.readBytes(length: min(size, buffer.readableBytes)) {
                to.receive(piece)
            }
        }
        return !buffers.isEmpty
    }

    /// Ends both channels, so that nothing is left over.
    func finish() {
        _ = try? client.channel.finish(acceptAlreadyClosed: true)
        _ = try? server.channel.finish(acceptAlreadyClosed: true)
    }
}
