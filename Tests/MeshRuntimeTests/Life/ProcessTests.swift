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

@Suite("A service's process", .timeLimit(.minutes(2)))
struct ProcessTests {
    private let mesh: ProbeMesh
    private let port: Int
    private let probes: Int
    private let program: String

    init() throws {
        mesh = try ProbeMesh()
        let ports = try Loopback.freePorts(2)
        port = ports[0]
        probes = ports[1]
        program = try BuiltProgram.path("runtimeprobe")
    }

    private func start(_ lines: [String] = []) async throws -> RunningService {
        let path = mesh.folder.file("probe.yaml")
        try WholeFile.replace(path, with: mesh.yaml(["listen: 127.0.0.1:\(port)"] + lines, probes: probes))
        let process = try ChildProcess(program, ["--config", path], logs: mesh.folder.path, name: "probe")
        return try await RunningService(process, probesPort: probes)
    }

    private func client() throws -> RPCClient {
        try mesh.client(of: .tcp(host: "127.0.0.1", port: port))
    }

    @Test("it is ready within a second, says how long it took, and shows itself on its socket")
    func startsQuickly() async throws {
        // The best of a few starts: what else the machine does is no promise of the service.
        var service = try await start()
        for _ in 0..<5 where service.startup >= .seconds(1) {
            #expect(await service.stop() == .code(0))
            service = try await start()
        }
        #expect(service.startup < .seconds(1))
        let ready = try #require(try mesh.logged("ready in ").last)
        let milliseconds = try #require(ready.firstMatch(of: #/ready in (\d+) ms/#).flatMap { Int($0.1) })
        #expect(milliseconds < 1_000)
        let client = try client()
        _ = try await client.ask(ProbeEndpoint.open, "<b>")
        let socket = mesh.folder.file("evidence.sock")
        #expect(try mesh.folder.mode("evidence.sock") == 0o600)
        let status = try await Curl.get("--unix-socket", socket, "http://x/status", "-H", "Accept: text/html")
        #expect(status.status == 200 && status.contentType.hasPrefix("text/html"))
        #expect(status.body.contains("evidence/1") && !status.body.contains("master.key"))
        let json = try await Curl.get("--unix-socket", socket, "http://x/status?format=json").body
        #expect(json.contains("\"version\":\"\(MeshRuntime.version)\"") && json.contains("\"state\":\"ready\""))
        #expect(json.contains("\"method\":\"Open\",\"calls\":1,\"errors\":0"))
        let connections = try await Curl.get("--unix-socket", socket, "http://x/connections?format=json").body
        #expect(connections.contains("\"peer\":\"operator/1\"") && connections.contains("\"protocol\":\"colophon/1\""))
        let calls = try await Curl.get("--unix-socket", socket, "http://x/calls?format=json").body
        #expect(calls.contains("\"method\":\"probe.v1.Probe/Open\",\"peer\":\"operator\""))
        #expect(connections.contains("\"receive_window\":") && !connections.contains("\"round_trip\":null"))
        let load = try await Curl.get("--unix-socket", socket, "http://x/load").body
        #expect(load.contains("\"method\":\"Open\",\"calls\":1,\"errors\":0,\"in_flight\":0,\"latency\":[["))
        for name in ["store.sqlite", "evidence.log"] { #expect(try mesh.folder.mode(name) == 0o600) }
        await client.close()
        #expect(await service.stop() == .code(0))
    }

    @Test("inspection on a port speaks mutual TLS, to the operator and to nobody else")
    func operators() async throws {
        let place = "127.0.0.1:\(try Loopback.freePorts(1)[0])"
        let service = try await start(["inspection: \(place)"])
        let keys = mesh.folder.file("pki")
        func status(as caller: String) async throws -> String {
            try await Curl.get(
                "-k", "--cert", "\(keys)/\(caller).pem", "--key", "\(keys)/\(caller).key",
                "https://\(place)/status?format=json"
            ).body
        }
        #expect(try await status(as: "operator").contains("\"state\":\"ready\""))
        await #expect(throws: Curl.Failure.self) { _ = try await status(as: "gateway") }
        await #expect(throws: Curl.Failure.self) { _ = try await Curl.get("-k", "https://\(place)/status") }
        await #expect(throws: Curl.Failure.self) { _ = try await Curl.get("http://\(place)/status") }
        #expect(try mesh.logged("refused: inspection is open to the operator only").count == 1)
        #expect(await service.stop() == .code(0))
    }

    @Test("SIGTERM lets a call in flight finish and exits with 0; SIGINT does the same")
    func drain() async throws {
        for signal in [SIGTERM, SIGINT] {
            let service = try await start()
            let client = try client()
            let enough = mesh.folder.file("enough.\(signal)")
            let slow = Task { try await client.ask(ProbeEndpoint.slow, enough) }
            try await until { service.metric("colophon_rpc_server_in_flight", label: "Slow") == 1 }
            service.process.send(signal: signal)
            try await until { Loopback.get("/readyz", port: probes)?.status == 503 }
            try WholeFile.replace(enough, with: "")
            #expect(try await slow.value == ["late"])
            #expect(await service.process.wait() == .code(0))
            await client.close()
        }
    }

    @Test("a second signal ends a drain on the spot")
    func secondSignal() async throws {
        let service = try await start(["drain_seconds: 600"])
        let client = try client()
        let slow = Task { await client.refusal(ProbeEndpoint.slow, "60000") }
        try await until { service.metric("colophon_rpc_server_in_flight", label: "Slow") == 1 }
        service.process.send(signal: SIGTERM)
        try await until { Loopback.get("/readyz", port: probes)?.status == 503 }
        service.process.send(signal: SIGTERM)
        try await until { !service.process.isRunning }
        #expect(await service.process.wait() == .code(1))
        #expect(await slow.value?.code == .unavailable)
        await client.close()
    }

    @Test("SIGHUP takes new certificates for new connections, keeps the old ones when the new cannot be used")
    func reload() async throws {
        let service = try await start()
        let first = try client()
        _ = try await first.ask(ProbeEndpoint.open)
        try mesh.authority.local.issue("evidence", replica: "1")
        service.process.send(signal: SIGHUP)
        try await until { try !mesh.logged("certificates reloaded").isEmpty }
        let line = try #require(try mesh.logged("certificates reloaded").first)
        #expect(line.contains("\"expired\":\"20") && line.contains("\"expires\":\"20"))
        try WholeFile.replace(mesh.folder.file("pki/evidence.pem"), with: "not a certificate")
        service.process.send(signal: SIGHUP)
        try await until { try !mesh.logged("certificates not reloaded").isEmpty }
        // Old connections live, new ones come up under the certificate that was good last.
        _ = try await first.ask(ProbeEndpoint.open)
        let second = try client()
        _ = try await second.ask(ProbeEndpoint.open)
        await first.close()
        await second.close()
        #expect(await service.stop() == .code(0))
    }

    @Test("SIGHUP opens the log by its name again")
    func logRotation() async throws {
        let service = try await start()
        rename(mesh.folder.file("evidence.log"), mesh.folder.file("evidence.log.1"))
        service.process.send(signal: SIGHUP)
        try await until { mesh.folder.exists("evidence.log") }
        #expect(await service.stop() == .code(0))
        #expect(try mesh.logged("stopped").count == 1)
    }

    @Test("a log that is standard error's file too says once why there was no start, and takes it along when it moves")
    func sharedLog() async throws {
        let shared = mesh.folder.file("probe.err")
        let path = mesh.folder.file("probe.yaml")
        let log = "log: { format: json, level: debug, file: \(shared) }"
        try WholeFile.replace(path, with: mesh.yaml([log, "inspection: /nowhere/at/all.sock"]))
        let refused = try ChildProcess(program, ["--config", path], logs: mesh.folder.path, name: "probe")
        #expect(await refused.wait() == .code(1))
        #expect(refused.errors.split(separator: "/nowhere/at/all.sock").count == 2, "\(refused.errors)")
        let service = try await start([log])
        rename(shared, mesh.folder.file("old"))
        service.process.send(signal: SIGHUP)
        try await until { mesh.folder.exists("probe.err") }
        let target = try FileTree.target(of: "/proc/\(service.process.pid)/fd/2")
        #expect(target == shared)
        #expect(await service.stop() == .code(0))
    }

    @Test("what is refused before the start is said on standard error, with exit code 2")
    func refusals() async throws {
        func run(_ yaml: String, _ environment: [String: String] = [:], _ arguments: [String] = []) async throws
            -> FinishedProgram
        {
            let path = mesh.folder.file("probe.yaml")
            try WholeFile.replace(path, with: yaml)
            return try await FinishedProgram(
                [program, "--config", path] + arguments, environment: environment, logs: mesh.folder.path)
        }
        let unknown = try await run(mesh.yaml(["drain_second: 5"]))
        #expect(unknown.exit == .code(2))
        #expect(unknown.errors.contains("unknown key 'drain_second'; did you mean 'drain_seconds'?"))
        let variable = try await run(mesh.yaml(), ["COLOPHON_LOG_LEVLE": "debug"])
        #expect(variable.exit == .code(2))
        #expect(variable.errors.contains("COLOPHON_LOG_LEVLE; did you mean COLOPHON_LOG_LEVEL?"))
        let key = try await run(mesh.yaml(["tls: { certificate: a.pem, key: a.key, trust: [b.pem] }"]))
        #expect(key.exit == .code(2) && key.errors.contains("a.pem"))
        let production = try await run(mesh.yaml(["environment: production"]))
        #expect(production.exit == .code(2) && production.errors.contains("tokens.development_key"))
        let good = try await run(mesh.yaml(), [:], ["--check"])
        #expect(good.exit == .code(0) && good.output.hasSuffix("probe.yaml: good\n"))
        let checked = try await run(mesh.yaml(["listen: nowhere"]), [:], ["--check"])
        #expect(checked.exit == .code(2) && checked.errors.contains("listen"))
        let nothing = try await FinishedProgram([program], logs: mesh.folder.path)
        #expect(nothing.exit == .code(2) && nothing.errors.contains("--config"))
        let wrong = try await FinishedProgram([program, "--confg", "x"], logs: mesh.folder.path)
        #expect(wrong.exit == .code(2) && wrong.errors.contains("'--confg'"))
        let taken = try await run(mesh.yaml(["inspection: /nowhere/at/all.sock"]))
        #expect(taken.exit == .code(1) && taken.errors.contains("/nowhere/at/all.sock"))
    }
}

extension RPCClient {
    fileprivate func refusal(
        _ method: Method<ProbeEndpoint.Question, ProbeEndpoint.Answer>, _ text: String
    ) async -> RPCError? {
        do {
            _ = try await ask(method, text)
            return nil
        } catch {
            return error
        }
    }
}
