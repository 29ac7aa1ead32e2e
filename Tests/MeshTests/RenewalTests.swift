import Logging
import MeshAPI
import MeshTestKit
import Testing

/// What `colophon up` does when only such things changed as a running service can take up.
@Suite("colophon up restarts nothing that can be told", .timeLimit(.minutes(5)))
struct RenewalTests {
    private static func pid(_ mesh: LocalMesh) throws -> String {
        let record = try WholeFile.text("\(mesh.state)/run/evidence.json")
        return try #require(record.firstMatch(of: #/"pid" ?: ?([0-9]+)/#).map { String($0.1) })
    }

    private static func up(_ mesh: LocalMesh) async throws -> FinishedProgram {
        try await mesh.colophon("up", "--mesh", mesh.meshPath, "--json")
    }

    private static func client(_ mesh: LocalMesh, _ loops: RPCLoops) throws -> RPCClient {
        RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: mesh.port)],
            credentials: try mesh.credentials("gateway"), loop: loops.next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Makes a call of an account; the error when there is one.
    private static func ask(_ client: RPCClient, _ authorization: String) async -> RPCError? {
        do throws(RPCError) {
            _ = try await EvidenceV1.EvidenceClient(client).listProjects(
                .init(pageSize: 1), options: CallOptions(timeout: .seconds(20), authorization: authorization))
            return nil
        } catch {
            return error
        }
    }

    @Test("a new quota is in force after the command, in the same process and over the same connection")
    func quota() async throws {
        let mesh = try LocalMesh()
        let loops = RPCLoops(threads: 1)
        try await mesh.whileUp {
            let client = try Self.client(mesh, loops)
            let watch = Task {
                try await MeshV1.HealthClient(client).watch(.init()) { for try await _ in $0 {} }
            }
            let authorization = try mesh.authorization(account: "acc_1")
            let before = try Self.pid(mesh)
            var calls = 1
            for _ in 0..<20 {
                #expect(await Self.ask(client, authorization) == nil)
                calls += 1
            }
            let unchanged = try await Self.up(mesh)
            #expect(unchanged.exit == .code(0) && unchanged.output.contains("\"unchanged\""), "\(unchanged)")

            try mesh.addToMeshFile("    quotas: { gateway: { calls_per_second: 1, burst_calls: 1 } }")
            let renewed = try await Self.up(mesh)
            #expect(renewed.exit == .code(0) && renewed.output.contains("\"reloaded\""), "\(renewed)")
            #expect(try Self.pid(mesh) == before)
            var refusal: RPCError?
            for _ in 0..<100 where refusal == nil {
                calls += 1
                refusal = await Self.ask(client, authorization)
            }
            #expect(refusal?.reason?.reason == "QUOTA_EXHAUSTED", "\(String(describing: refusal))")
            let page = try await FinishedProgram(
                [
                    "curl", "-sS", "--unix-socket", "\(mesh.state)/run/evidence.sock",
                    "http://x/connections?format=json",
                ], logs: mesh.state
            ).output
            let rows = page.matches(of: #/"peer":"gateway\/1"[^}]*"calls":(\d+)/#).map { Int($0.1) }
            #expect(rows == [calls], "one connection carries every call, and the stream that is open still: \(page)")

            let again = try await Self.up(mesh)
            #expect(again.exit == .code(0) && again.output.contains("\"unchanged\""), "\(again)")
            // What only a start takes up restarts.
            try mesh.addToMeshFile("    busy_poll_microseconds: 0")
            let restarted = try await Self.up(mesh)
            #expect(restarted.exit == .code(0) && restarted.output.contains("\"restarted\""), "\(restarted)")
            #expect(try Self.pid(mesh) != before)
            await client.close()
            // The restart has ended it, one way or the other.
            _ = await watch.result
        }
        try await loops.shutdown()
    }

    @Test("another token key is taken up from its file; one that is no key is refused, and the old one goes on")
    func tokenKey() async throws {
        let mesh = try LocalMesh()
        let loops = RPCLoops(threads: 1)
        let key = "\(mesh.state)/pki/token-dev.pub"
        let good = try WholeFile.contents(key)
        try await mesh.whileUp {
            let client = try Self.client(mesh, loops)
            let authorization = try mesh.authorization(account: "acc_1")
            func code() async -> RPCError.Code? { await Self.ask(client, authorization)?.code }
            #expect(await code() == nil)
            let before = try Self.pid(mesh)

            try WholeFile.replace(key, with: "no key")
            let refused = try await Self.up(mesh)
            #expect(refused.exit == .code(3) && refused.errors.contains("keeps its old ones"), "\(refused)")
            #expect(await code() == nil)
            #expect(try mesh.upLog().contains("tokens.development_key"))

            let other = try TestAuthority(services: ["evidence"]).folder
            try WholeFile.replace(key, with: try WholeFile.contents(other.file("pki/token-dev.pub")))
            let renewed = try await Self.up(mesh)
            #expect(renewed.exit == .code(0) && renewed.output.contains("\"reloaded\""), "\(renewed)")
            #expect(await code() == .unauthenticated)

            try WholeFile.replace(key, with: good)
            #expect(try await Self.up(mesh).exit == .code(0))
            #expect(await code() == nil)
            #expect(try Self.pid(mesh) == before)
            await client.close()
        }
        try await loops.shutdown()
    }
}
