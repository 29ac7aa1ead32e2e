import Logging
import MeshKernel
package import MeshRPC
import MeshTLS
import NIOPosix

extension LocalMesh {
    private static let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)

    /// An account's id that nobody else has.
    package static func freshAccount() -> String {
        IdentifierSource(time: SystemTime(), random: SystemRandom()).next(.account).text
    }

    /// Runs `body` as an account, over a connection of its own with the certificate of the command line tool.
    package func withAuthor<T: Sendable>(
        account: String = freshAccount(), _ body: @Sendable (Author) async throws -> T
    ) async throws -> T {
        let authorization = try authorization(account: account)
        return try await client().withClient { client in
            try await body(Author(client, authorization: authorization))
        }
    }

    /// A client of evidence that has the certificate of `service`; the caller closes it.
    package func client(as service: String = "operator", loop: RPCLoop? = nil) throws -> RPCClient {
        try RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)], credentials: credentials(service),
            loop: loop ?? Self.loops.next(), logger: Logger(label: "client", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }
}
