import NIOCore
import NIOPosix
import Synchronization

/// An HTTP server that takes webhooks' calls: it keeps what came and answers what it was told to.
final class HookServer: Sendable {
    /// One call as it came.
    struct Call: Sendable {
        /// Names in small letters.
        let headers: [String: String]
        /// The body.
        let body: [UInt8]
    }

    private struct State {
        var calls: [Call] = []
        var answers: [String] = []
        var channel: (any Channel)?
    }

    private let state = Mutex(State())
    private let bodyBytes: Int

    /// Answers these status lines and headers one after the other, then 204; each with a body of so many bytes.
    init(answers: [String] = [], bodyBytes: Int = 0) {
        self.bodyBytes = bodyBytes
        state.withLock { $0.answers = answers }
    }

    /// What came so far.
    var calls: [Call] { state.withLock { $0.calls } }

    /// Serves until `stop`; returns the port.
    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(self)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        state.withLock { $0.channel = channel }
        return channel.localAddress?.port ?? 0
    }

    func stop() async {
        let channel = state.withLock { state in
            defer { state.channel = nil }
            return state.channel
        }
        try? await channel?.close()
    }

    private func take(_ call: Call) -> String {
        state.withLock { state in
            state.calls.append(call)
            return state.answers.isEmpty ? "204 No Content" : state.answers.removeFirst()
        }
    }

    /// Reads one request of a connection and answers it.
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: HookServer
        private var bytes: [UInt8] = []

        init(_ server: HookServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            let text = Array(bytes)
            guard let end = text.indices.first(where: { text[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else {
                return
            }
            var headers: [String: String] = [:]
            for line in String(decoding: text[..<end], as: UTF8.self).split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
            }
            let body = Array(text[(end + 4)...])
            guard body.count >= Int(headers["content-length"] ?? "") ?? 0 else { return }
            let answer = server.take(Call(headers: headers, body: body))
            let content = String(repeating: "x", count: server.bodyBytes)
            let reply = "HTTP/1.1 \(answer)\r\nContent-Length: \(content.count)\r\nConnection: close\r\n\r\n\(content)"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
        }
    }
}
