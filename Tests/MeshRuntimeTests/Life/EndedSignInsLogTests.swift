import Logging
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOPosix
import Synchronization
import Testing

@testable import MeshRuntime

@Suite("What is logged while nobody tells of ended sign-ins", .timeLimit(.minutes(2)))
struct EndedSignInsLogTests {
    /// Keeps what is logged.
    private final class Lines: Sendable {
        private let kept = Mutex<[String]>([])

        var all: [String] { kept.withLock { $0 } }

        func append(_ line: String) { kept.withLock { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.append("\(event.message)") }
    }

    @Test("an interruption is one line, however often it is asked again meanwhile")
    func once() async throws {
        let lines = Lines()
        let logger = Logger(label: "test", factory: { _ in Handler(lines: lines) })
        let authority = try TestAuthority(services: ["identity", "evidence"])
        let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
        let port = try Loopback.freePorts(1)[0]
        let client = RPCClient(
            service: "identity", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try authority.credentials("evidence"), loop: loops.next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let tokens = TokenVerifier(keys: [key.publicKey], audience: "evidence", time: SystemTime())
        let following = Task {
            try await EndedSignInsFeed(tokens: tokens, time: SystemTime(), logger: logger).follow(client)
        }
        try await until { !lines.all.isEmpty }
        // Several times the pause between two attempts.
        try await Task.sleep(for: .milliseconds(Limits.endedSignInsRetryMilliseconds * 6))
        following.cancel()
        _ = await following.result
        await client.close()
        #expect(lines.all == ["it is not heard which sign-ins end"])
    }
}
