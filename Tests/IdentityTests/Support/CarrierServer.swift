import NIOCore
import NIOPosix
import Synchronization

/// An HTTP server that is asked whether name, number and mobile number belong together: it keeps what came, and answers what
/// it was told to, byte for byte.
final class CarrierServer: Sendable {
    /// What becomes of a call.
    enum Reply: Sendable {
        /// An answer of this status and body.
        case answer(status: String, body: String)
        /// The connection ends without an answer.
        case nothing
        /// No answer ever comes.
        case silence
    }

    /// One call as it came.
    struct Call: Sendable {
        /// Names in small letters.
        let headers: [String: String]
        let body: String
    }

    private struct State {
        var calls: [Call] = []
        var replies: [Reply] = []
        var channel: (any Channel)?
    }

    private let state = Mutex(State())

    /// What came so far.
    var calls: [Call] { state.withLock { $0.calls } }

    /// Runs `body` with a server that gives these replies one after the other, and the last one from then on.
    static func run<T>(_ replies: [Reply], _ body: (CarrierServer, _ url: String) async throws -> T) async throws -> T {
        let server = CarrierServer()
        server.state.withLock { $0.replies = replies }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result<T, any Error>
        do {
            result = .success(try await body(server, "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/check"))
        } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    /// An answer that says this word where answers are looked for.
    static func word(_ word: String) -> Reply {
        .answer(status: "200 OK", body: #"{"code":"0","msg":"ok","data":{"result":\#(word),"mobileChannel":"cmcc"}}"#)
    }

    private func take(_ call: Call) -> Reply {
        state.withLock { state in
            state.calls.append(call)
            return state.replies.count > 1 ? state.replies.removeFirst() : state.replies[0]
        }
    }

    /// Reads one request of a connection and answers it.
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: CarrierServer
        private var text = ""

        init(_ server: CarrierServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(decoding: unwrapInboundIn(data).readableBytesView, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { return }
            var headers: [String: String] = [:]
            for line in text[..<end.lowerBound].split(separator: "\r\n").dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { continue }
                headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
            }
            let body = String(text[end.upperBound...])
            guard body.utf8.count >= Int(headers["content-length"] ?? "") ?? 0 else { return }
            switch server.take(Call(headers: headers, body: body)) {
            case .silence: break
            case .nothing: context.close(promise: nil)
            case .answer(let status, let body):
                let head = "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nConnection: close\r\n"
                let reply = "\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
            }
        }
    }
}
