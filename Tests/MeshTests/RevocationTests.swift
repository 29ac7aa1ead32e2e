import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// A sign-in ends in one service, and every other one believes its tokens no more.
@Suite("The end of a sign-in, through the mesh", .timeLimit(.minutes(5)))
struct RevocationTests {
    private static let bound = Duration.seconds(1)

    /// One call of a service with a token; why it was refused, nil when it was answered.
    private typealias Question = @Sendable () async throws -> String?

    private static func reason(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason ?? "\(error)"
        }
    }

    private static func options(_ token: String) -> CallOptions {
        CallOptions(timeout: .seconds(30), authorization: "Bearer " + token)
    }

    @Test("is known everywhere within a second, to open watches too, and still after a restart")
    func second() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            _ = try await mesh.signIn("fox_moon", mobile: "13800138000")
            let token = try mesh.accessToken()
            let clients = try ["identity", "evidence", "notify"].map { try mesh.client(of: $0) }
            let (identity, evidence, notify) = (clients[0], clients[1], clients[2])
            let questions: [String: Question] = [
                "identity": {
                    try await Self.reason {
                        _ = try await IdentityV1.AccountsClient(identity).whoAmI(
                            .init(), options: Self.options(token))
                    }
                },
                "evidence": {
                    try await Self.reason {
                        _ = try await EvidenceV1.EvidenceClient(evidence).listProjects(
                            .init(), options: Self.options(token))
                    }
                },
                "notify": {
                    try await Self.reason {
                        _ = try await NotifyV1.CentreClient(notify).countUnread(.init(), options: Self.options(token))
                    }
                },
            ]
            for (service, ask) in questions { #expect(try await ask() == nil, "\(service)") }
            let (heard, told) = AsyncStream.makeStream(of: Void.self)
            let watch = Task {
                try await Self.reason {
                    try await NotifyV1.CentreClient(notify).watch(
                        .init(), options: CallOptions(authorization: "Bearer " + token)
                    ) { news in
                        for try await _ in news { told.yield() }
                    }
                }
            }
            for await _ in heard { break }

            let time = SystemTime()
            _ = try await IdentityV1.SessionsClient(identity).endAllSessions(.init(), options: Self.options(token))
            let ended = time.monotonic()
            let elapsed = try await withThrowingTaskGroup(of: (String, Duration).self) { group in
                for (service, ask) in questions {
                    group.addTask {
                        try await until { try await ask() == "SIGN_IN_ENDED" }
                        return (service, time.monotonic().since(ended))
                    }
                }
                group.addTask {
                    let reason = try await watch.outcome()
                    #expect(reason == "SIGN_IN_ENDED")
                    return ("watch", time.monotonic().since(ended))
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for (service, duration) in elapsed { #expect(duration < Self.bound, "\(service): \(duration)") }
            #expect(elapsed.count == 4)
            for client in clients { await client.close() }

            let down = try await mesh.colophon("down")
            try #require(down.exit == .code(0), "\(down)")
            let up = try await mesh.colophon("up")
            try #require(up.exit == .code(0), "\(up)")
            let again = try mesh.client(of: "evidence")
            // Refused from the first call on: at the beginning because it is not known yet.
            try await until {
                let reason = try await Self.reason {
                    _ = try await EvidenceV1.EvidenceClient(again).listProjects(
                        .init(), options: Self.options(token))
                }
                #expect(reason == "SIGN_IN_ENDED" || reason == "SIGN_IN_UNKNOWN")
                return reason != "SIGN_IN_UNKNOWN"
            }
            await again.close()
        }
    }
}
