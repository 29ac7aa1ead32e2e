import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@testable import MeshRuntime
@testable import runtimeprobe

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite("What SIGHUP changes while calls flow", .timeLimit(.minutes(5)))
struct ReloadTests {
    private let mesh: ProbeMesh
    private let port: Int
    private let probes: Int

    init() throws {
        mesh = try ProbeMesh()
        let ports = try Loopback.freePorts(2)
        (port, probes) = (ports[0], ports[1])
    }

    private func write(_ lines: [String]) throws {
        try WholeFile.replace(
            mesh.folder.file("probe.yaml"), with: mesh.yaml(["listen: 127.0.0.1:\(port)"] + lines, probes: probes))
    }

    private func start() async throws -> RunningService {
        let process = try ChildProcess(
            try BuiltProgram.path("runtimeprobe"), ["--config", mesh.folder.file("probe.yaml")],
            logs: mesh.folder.path, name: "probe")
        return try await RunningService(process, probesPort: probes)
    }

    /// Has the service read `lines` and waits until it has taken them up, or refused them.
    private func reload(_ service: RunningService, _ lines: [String], outcome: String = "done") async throws {
        let before = service.metric("colophon_policy_reloads_total", label: outcome) ?? 0
        try write(lines)
        service.process.send(signal: SIGHUP)
        while service.metric("colophon_policy_reloads_total", label: outcome) != before + 1 { await Task.yield() }
    }

    private func client(_ caller: String) throws -> RPCClient {
        try mesh.client(of: .tcp(host: "127.0.0.1", port: port), as: caller)
    }

    /// Every connection that the service has, as its inspection page says.
    private func peers() async throws -> String {
        try await Curl.get("--unix-socket", mesh.folder.file("evidence.sock"), "http://x/connections?format=json").body
    }

    @Test("loops poll as long as the file says, and not at all when it says 0")
    func polling() async throws {
        for (line, microseconds) in [
            ("busy_poll_microseconds: 0", 0), ("busy_poll_microseconds: 7", 7),
            ("drain_seconds: 1", RPCLoops.busyPollMicroseconds),
        ] {
            let process = try await mesh.start([line], store: nil)
            #expect(process.runtime.loops.busyPollMicroseconds == microseconds)
            process.stop(because: "test")
            #expect(await process.ended() == .done)
        }
    }

    @Test("quotas, limits and refused callers hold at once and fail no other call; a bad file changes nothing")
    func policy() async throws {
        try write(["refused_callers: [notify]", "limits: { idle_milliseconds: 1000 }"])
        let service = try await start()
        let (steady, bounded) = (try client("gateway"), try client("operator"))
        let (calls, isOver) = (Tally(), Tally())
        // Any call of this caller that fails ends the test.
        let flow = Task {
            while isOver.value == 0 {
                _ = try await steady.ask(ProbeEndpoint.open)
                calls.add(1)
            }
        }

        let refused = try client("notify")
        #expect(await refused.refusal(ProbeEndpoint.open)?.code == .permissionDenied)
        while try await peers().contains("\"peer\":\"notify/1\"") { await Task.yield() }
        await refused.close()

        let enough = mesh.folder.file("enough")
        let slow = Task { try await bounded.ask(ProbeEndpoint.slow, enough) }
        while service.metric("colophon_rpc_server_in_flight", label: "Slow") != 1 { await Task.yield() }
        // A quota is of calls that begin under it.
        try await reload(service, ["quotas: { operator: { in_flight_max: 1 } }"])
        let second = Task { try await bounded.ask(ProbeEndpoint.slow, enough) }
        while service.metric("colophon_rpc_server_in_flight", label: "Slow") != 2 { await Task.yield() }
        #expect(await bounded.refusal(ProbeEndpoint.open)?.reason?.reason == "QUOTA_EXHAUSTED")

        let bad = ["quotas: { operator: { in_flight_max: none } }", "refused_callers: [operator, gateway]"]
        try await reload(service, bad, outcome: "refused")
        #expect(await bounded.refusal(ProbeEndpoint.open)?.reason?.reason == "QUOTA_EXHAUSTED")
        try WholeFile.replace(enough, with: "")
        #expect(try await slow.value == ["late"])
        #expect(try await second.value == ["late"])

        try await reload(service, ["refused_callers: [operator]"])
        #expect(await bounded.refusal(ProbeEndpoint.open)?.code == .permissionDenied)
        try await reload(service, ["limits: { idle_milliseconds: 1000 }"])
        _ = try await bounded.ask(ProbeEndpoint.open)
        while try await peers().contains("\"peer\":\"operator/1\"") { await Task.yield() }
        let page = try await peers()
        #expect(page.contains("\"peer\":\"gateway/1\""), "the busy connection stays: \(page)")
        _ = try await bounded.ask(ProbeEndpoint.open)

        isOver.add(1)
        try await flow.value
        let row = try #require(try await peers().firstMatch(of: #/"peer":"gateway\/1"[^}]*"calls":(\d+)/#))
        #expect(Int(row.1) == calls.value, "one connection has carried every call")
        await steady.close()
        await bounded.close()
        #expect(await service.stop() == .code(0))
        #expect(try mesh.logged("policy reloaded").count == 3)
        let lines = try mesh.logged("policy not reloaded; the old one stays in use")
        #expect(lines.count == 1 && lines[0].contains("quotas.operator.in_flight_max"), "\(lines)")
    }

    @Test("a token is judged by the keys of now, even one that was believed before; bad keys change nothing")
    func tokenKeys() async throws {
        let keys = mesh.folder.file("pki")
        try write([])
        let service = try await start()
        let client = try client("gateway")
        let old = try mesh.authorization()
        #expect(try await client.ask(ProbeEndpoint.mine, authorization: old) == ["acc_1"])

        // The same file, another key: a rotation.
        let other = try ProbeMesh().folder
        let next = try SigningKey(path: other.file("pki/token-dev.key"))
        let (firstPublic, nextPublic) = (
            try WholeFile.contents("\(keys)/token-dev.pub"), try WholeFile.contents(other.file("pki/token-dev.pub"))
        )
        try WholeFile.replace("\(keys)/token-dev.pub", with: nextPublic)
        let new = try mesh.authorization(account: "acc_2", key: next)
        #expect(await client.refusal(ProbeEndpoint.mine, authorization: new)?.code == .unauthenticated)
        try await reload(service, [])
        #expect(try await client.ask(ProbeEndpoint.mine, authorization: new) == ["acc_2"])
        #expect(await client.refusal(ProbeEndpoint.mine, authorization: old)?.code == .unauthenticated)

        // Neither a file that is no key nor one that is not there; what else such a file says is not taken up either.
        try WholeFile.replace("\(keys)/token-dev.pub", with: "no key")
        try await reload(service, ["refused_callers: [gateway]"], outcome: "refused")
        let missing = "tokens: { keys: [\(keys)/missing.pub] }"
        try await reload(service, [missing], outcome: "refused")
        #expect(try await client.ask(ProbeEndpoint.mine, authorization: new) == ["acc_2"])

        // Other files: both are believed while one key replaces the other.
        try WholeFile.replace("\(keys)/next.pub", with: nextPublic)
        try WholeFile.replace("\(keys)/first.pub", with: firstPublic)
        try await reload(service, ["tokens: { keys: [\(keys)/first.pub, \(keys)/next.pub] }"])
        let (oldSignIn, newSignIn) = (
            try mesh.authorization(identifier: "ses_1.a"),
            try mesh.authorization(account: "acc_2", key: next, identifier: "ses_2.a")
        )
        #expect(try await client.ask(ProbeEndpoint.mine, authorization: oldSignIn) == ["acc_1"])
        #expect(try await client.ask(ProbeEndpoint.mine, authorization: newSignIn) == ["acc_2"])
        // Neither is the development key any more.
        for token in [old, new] {
            #expect(
                await client.refusal(ProbeEndpoint.mine, authorization: token)?.reason?.reason
                    == "TOKEN_WITHOUT_SIGN_IN")
        }

        await client.close()
        #expect(await service.stop() == .code(0))
        let lines = try mesh.logged("policy not reloaded; the old one stays in use")
        #expect(lines.count == 2 && lines[0].contains("tokens.development_key"), "\(lines)")
        #expect(lines.last?.contains("missing.pub") == true, "\(lines)")
        let taken = try mesh.logged("policy reloaded")
        #expect(taken.count == 2 && taken[0].contains("token_keys"), "\(taken)")
    }

    @Test("what was started in production never believes a development key, whatever its file says later")
    func productionKeys() async throws {
        let keys = mesh.folder.file("pki")
        try write(["environment: production", "tokens: {}"])
        let service = try await start()
        try await reload(service, ["tokens: { development_key: \(keys)/token-dev.pub }"], outcome: "refused")
        // Nor keys whose sign-ins it could not hear the end of, for that it would have to be started anew.
        let peers = "peers: { identity: ['127.0.0.1:9'] }"
        try await reload(
            service, ["environment: production", "tokens: { keys: [\(keys)/token-dev.pub] }", peers],
            outcome: "refused")
        try await reload(service, ["environment: production", "tokens: {}"])
        #expect(await service.stop() == .code(0))
    }
}
