import MeshKernel
import NIOCore
import NIOPosix

/// Asks a service's plain HTTP listener one question. Only what a probe needs of HTTP/1.1: one GET, closed after it.
enum Probe {
    /// An answer longer than this is cut; the page of calls has the most, a few hundred bytes for each of thousands.
    private static let answerBytesMax = 4 << 20

    struct Answer: Sendable {
        let status: Int
        let body: String
    }

    /// Where a listener is.
    private enum Place: Sendable {
        case network(SocketName)
        case unixSocket(String)

        /// What the `Host` header says.
        var host: String {
            switch self {
            case .network(let socket): socket.description
            case .unixSocket: "localhost"
            }
        }
    }

    /// The answer to `GET path`; nil when nobody answers within `limit`.
    static func get(_ path: String, at socket: SocketName, within limit: Duration) async -> Answer? {
        await get(path, from: .network(socket), within: limit)
    }

    /// The answer to `GET path` over a Unix socket; nil when nobody answers within `limit`.
    static func get(_ path: String, atUnixSocket file: String, within limit: Duration) async -> Answer? {
        await get(path, from: .unixSocket(file), within: limit)
    }

    /// Whether anything accepts connections at `socket`.
    static func isTaken(_ socket: SocketName) async -> Bool {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.milliseconds(500))
        guard let channel = try? await bootstrap.connect(host: socket.host, port: socket.port).get() else {
            return false
        }
        try? await channel.close()
        return true
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private static func wrap(_ channel: any Channel) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
    }

    private static func connect(to place: Place, within limit: Duration) async throws -> Connection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.nanoseconds(limit.wholeNanoseconds))
        return switch place {
        case .network(let socket):
            try await bootstrap.connect(host: socket.host, port: socket.port) { wrap($0) }
        case .unixSocket(let file):
            try await bootstrap.connect(unixDomainSocketPath: file) { wrap($0) }
        }
    }

    private static func get(_ path: String, from place: Place, within limit: Duration) async -> Answer? {
        await withTaskGroup(of: Answer?.self) { group in
            group.addTask {
                guard let connection = try? await connect(to: place, within: limit) else { return nil }
                return try? await exchange(path, host: place.host, over: connection)
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private static func exchange(_ path: String, host: String, over connection: Connection) async throws -> Answer? {
        try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"))
            var received = ByteBuffer()
            for try await part in inbound {
                received.writeImmutableBuffer(part)
                if received.readableBytes > answerBytesMax { break }
            }
            return parse(String(buffer: received))
        }
    }

    /// Reads the status and the body of an HTTP/1.1 answer; nil when it is not one.
    static func parse(_ text: String) -> Answer? {
        let words = text.prefix { !$0.isNewline }.split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
        // Swift reads CR LF as one character, so the empty line is two of them.
        var body = ""
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { body = String(parts[1]) }
        return Answer(status: status, body: body)
    }
}
