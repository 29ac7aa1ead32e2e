import Hummingbird
import HummingbirdCore
package import Logging
package import MeshTLS
package import NIOCore
import ServiceLifecycle
import Synchronization

/// One HTTP listener: an address, what it answers, and its end.
package final class HTTPListener: Sendable {
    /// What a path answers.
    package struct Answer: Sendable {
        /// HTTP's status code.
        package var status: Int
        /// Value of `Content-Type`.
        package var contentType: String
        /// The whole body.
        package var body: [UInt8]

        package init(status: Int = 200, contentType: String, body: [UInt8]) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }

        /// A line of plain text.
        package static func text(_ text: String, status: Int = 200) -> Answer {
            Answer(status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
        }
    }

    /// What was asked, as far as our pages care.
    package struct Question: Sendable {
        /// Value of `format` in the query.
        package let format: String?
        /// The `Accept` header.
        package let accept: String

        /// Whether the asker is a program that wants JSON. A browser always says that it accepts HTML; who names nothing
        /// at all is a program.
        package var wantsJSON: Bool {
            if let format { return format == "json" }
            return accept.isEmpty || accept.contains("application/json") && !accept.contains("text/html")
        }
    }

    /// What answers a path; only GET reaches it.
    package typealias Page = @Sendable (Question) async -> Answer

    /// Where it listens; a port of 0 has become the port that was given.
    package let address: ListenAddress

    private let group: ServiceGroup
    private let run: Task<Void, Never>

    /// Listens at `address` and answers `pages` by path. Throws what the system says when the address cannot be had.
    /// A Unix socket gets mode 0600. With `operatorsOnly` a TCP port speaks mutual TLS, to operators only.
    package static func start(
        at address: ListenAddress, pages: [String: Page], operatorsOnly credentials: TLSCredentials? = nil,
        loops: any EventLoopGroup, logger: Logger
    ) async throws -> HTTPListener {
        let router = Router()
        for (path, page) in pages {
            router.get(RouterPath(path)) { request, _ in
                let question = Question(
                    format: request.uri.queryParameters["format"].map(String.init),
                    accept: request.headers[.accept] ?? "")
                return Response(await page(question))
            }
        }
        return try await start(
            router.buildResponder(), at: address, server: server(of: address, credentials),
            connectionsMax: Limits.httpConnectionsMax, loops: loops, logger: logger)
    }

    /// Listens at `address` for the outside world and answers what `routes` say, the first that fits. Connections are
    /// counted and timed: one that is slow in asking or in taking its answer is closed. `proxies` may say for whom they
    /// ask. Throws as `start(at:pages:)`.
    package static func start(
        at address: ListenAddress, routes: [PublicRoute], proxies: PublicProxies = .none, metrics: MetricRegistry,
        loops: any EventLoopGroup, logger: Logger
    ) async throws -> HTTPListener {
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: .seconds(Limits.httpIdleSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: Limits.publicHeaderBytesMax, maxHeaderListSize: Limits.publicHeaderBytesMax,
                maxHeaderFieldCount: Limits.publicHeadersMax))
        let server = HTTPServerBuilder { responder in
            PublicChannel(pages: HTTP1Channel(responder: responder, configuration: configuration))
        }
        return try await start(
            PublicResponder(routes: routes, proxies: proxies, metrics: metrics), at: address, server: server,
            connectionsMax: Limits.publicConnectionsMax, loops: loops, logger: logger)
    }

    private static func start<Responder: HTTPResponder>(
        _ responder: Responder, at address: ListenAddress, server: HTTPServerBuilder, connectionsMax: Int,
        loops: any EventLoopGroup, logger: Logger
    ) async throws -> HTTPListener
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let (bound, continuation) = AsyncThrowingStream.makeStream(of: ListenAddress.self)
        let application = Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(
                address: address.bindAddress,
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax, logger: logger)),
            onServerRunning: { channel in
                switch address {
                case .unix(let path):
                    SocketFile.restrict(path)
                    continuation.yield(address)
                case .tcp(let host, let port):
                    continuation.yield(.tcp(host: host, port: channel.localAddress?.port ?? port))
                }
            },
            eventLoopGroupProvider: .shared(loops), logger: logger.quieter)
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger.quieter))
        let run = Task {
            do {
                try await group.run()
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        for try await place in bound { return HTTPListener(address: place, group: group, run: run) }
        throw HTTPListenerError.stoppedEarly
    }

    private static func server(of address: ListenAddress, _ credentials: TLSCredentials?) -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(idleTimeout: .seconds(Limits.httpIdleSeconds))
        switch address {
        case .tcp:
            guard let credentials else { return .http1(configuration: configuration) }
            return HTTPServerBuilder { responder in
                OperatorChannel(
                    credentials: credentials,
                    pages: HTTP1Channel(responder: responder, configuration: configuration))
            }
        case .unix: return .http1(configuration: configuration)
        }
    }

    private init(address: ListenAddress, group: ServiceGroup, run: Task<Void, Never>) {
        self.address = address
        self.group = group
        self.run = run
    }

    /// Takes no more connections, lets answers under way finish, for at most `grace` when that is given, and returns when
    /// the listener is gone.
    package func stop(grace: Duration? = nil) async {
        await group.triggerGracefulShutdown()
        let impatience = grace.map { grace in
            Task {
                try await Task.sleep(for: grace)
                run.cancel()
            }
        }
        await run.value
        impatience?.cancel()
        if case .unix(let path) = address { SocketFile.remove(path) }
    }
}

/// Why a listener did not come up, beyond what the system says.
enum HTTPListenerError: Error {
    case stoppedEarly
}

extension ListenAddress {
    fileprivate var bindAddress: BindAddress {
        switch self {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }
}

extension Response {
    fileprivate init(_ answer: HTTPListener.Answer) {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'"
        self.init(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

extension Logger {
    /// For libraries that report every start of theirs: the same log, from warnings on.
    fileprivate var quieter: Logger {
        var logger = self
        logger.logLevel = max(logLevel, .warning)
        return logger
    }
}
