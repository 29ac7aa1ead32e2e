import NIOCore
import NIOPosix
import Synchronization

/// A mail server that takes letters over SMTP without TLS, keeps what was said to it, and refuses what it is told to.
final class ScriptedMailServer: Sendable {
    private struct State {
        var lines: [String] = []
        var channel: (any Channel)?
    }

    private let state = Mutex(State())
    /// Replies by the word that they answer, e.g. `RCPT`; `.` stands for the end of a letter.
    private let replies: [String: String]

    init(replies: [String: String] = [:]) {
        self.replies = replies
    }

    /// Every line that was said to it.
    var lines: [String] { state.withLock { $0.lines } }

    /// Serves until `stop`; returns the port.
    func start() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Talker(self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        state.withLock { $0.channel = channel }
        return channel.localAddress?.port ?? 0
    }

    func stop() async {
        let channel = state.withLock { $0.channel }
        try? await channel?.close()
    }

    private func reply(to line: String, inLetter: Bool) -> String? {
        state.withLock { $0.lines.append(line) }
        if inLetter { return line == "." ? replies["."] ?? "250 taken" : nil }
        let word = String(line.prefix { $0 != " " }).uppercased()
        if let reply = replies[word] { return reply }
        switch word {
        case "DATA": return "354 go on"
        case "QUIT": return "221 bye"
        default: return "250 ok"
        }
    }

    /// One conversation.
    private final class Talker: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: ScriptedMailServer
        private var bytes: [UInt8] = []
        private var isInLetter = false

        init(_ server: ScriptedMailServer) {
            self.server = server
        }

        func channelActive(context: ChannelHandlerContext) {
            say("220 here", context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: bytes[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                bytes.removeSubrange(...end)
                let reply = server.reply(to: line, inLetter: isInLetter)
                if isInLetter { isInLetter = line != "." } else { isInLetter = reply?.hasPrefix("354") == true }
                if let reply { say(reply, context) }
            }
        }

        private func say(_ line: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: line + "\r\n")), promise: nil)
        }
    }
}
