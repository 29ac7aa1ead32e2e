import Testing

@testable import colophon

@Suite("The mesh file is closed", .timeLimit(.minutes(5)))
struct MeshFileTests {
    private let whole = """
        environment: development
        services:
          evidence:
            replicas: 1
            listen: 127.0.0.1:7403
            probes: 127.0.0.1:7413
            public: 127.0.0.1:7423
            drain_seconds: 3
            settings: { clock: strict, batch: 7 }
        """

    private func refusal(_ text: String) -> String? {
        do {
            _ = try MeshFile.parse(text, path: "mesh.yaml")
            return nil
        } catch {
            return error.summary
        }
    }

    @Test("the bundled file is valid and names every service that runs")
    func bundled() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try MeshFile.read("/" + root + "/compose/mesh.yaml")
        #expect(file.services.map(\.name) == ["identity", "evidence", "notify"])
    }

    @Test("every value arrives")
    func values() throws {
        let service = try #require(try MeshFile.parse(whole, path: "mesh.yaml").services.first)
        #expect(service.listen.description == "127.0.0.1:7403")
        #expect(service.publicPages?.port == 7_423)
        #expect(service.drainSeconds == 3)
    }

    @Test(
        "a refusal names the file, the line and the field",
        arguments: [
            ("    listen:", "    lisen:", "mesh.yaml:5: services.evidence.lisen is not a known key"),
            ("environment: d", "enviroment: d", "mesh.yaml:1: enviroment is not a known key"),
            ("development", "staging", "mesh.yaml:1: environment is neither development nor production"),
            ("127.0.0.1:7413", "127.0.0.1", "mesh.yaml:6: services.evidence.probes \"127.0.0.1\" is not host:port"),
            (
                "drain_seconds: 3", "drain_seconds: -1",
                "mesh.yaml:8: services.evidence.drain_seconds is not a whole number from 0 to 600"
            ),
            (
                "replicas: 1", "replicas: 2",
                "mesh.yaml:4: services.evidence.replicas is more than 1, but the store is one SQLite file, which exactly "
                    + "one process may open"
            ),
            (
                "drain_seconds: 3", "peers: [notify]",
                "mesh.yaml:8: services.evidence.peers names notify, which is no other service of this file"
            ),
            (
                "drain_seconds: 3", "peers: [evidence]",
                "mesh.yaml:8: services.evidence.peers names evidence, which is no other service of this file"
            ),
            ("  evidence:\n", "  Evi-dence:\n", "mesh.yaml:4: services.Evi-dence is not a service's name"),
        ])
    func refusals(_ old: String, _ new: String, _ expected: String) {
        #expect(refusal(whole) == nil)
        let text = refusal(whole.replacing(old, with: new, maxReplacements: 1))
        #expect(text?.hasPrefix(expected) == true, "\(text ?? "accepted")")
    }

    @Test("a peer may run elsewhere, and one of a service's own name always does")
    func elsewhere() throws {
        let text = "elsewhere: { evidence: '127.0.0.1:7503', notify: '127.0.0.1:7506' }\n" + whole
        let file = try MeshFile.parse(
            text.replacing("drain_seconds: 3", with: "peers: [notify, evidence]"), path: "mesh.yaml")
        let service = try #require(file.services.first)
        #expect(
            file.peers(of: service).map { "\($0.name) \($0.listen)" }
                == ["evidence 127.0.0.1:7503", "notify 127.0.0.1:7506"])
        let other = "\n  notify: { listen: '127.0.0.1:1', probes: '127.0.0.1:2', peers: [evidence] }"
        let both = try MeshFile.parse(text + other, path: "mesh.yaml")
        let notify = try #require(both.services.last)
        #expect(both.peers(of: notify).map { "\($0.listen)" } == ["127.0.0.1:7403"])
        #expect(refusal("elsewhere: { evidence: here }\n" + whole)?.contains("is not host:port") == true)
    }

    @Test("what is missing is named")
    func missing() {
        #expect(refusal("")?.contains("services names no service") == true)
        #expect(refusal("services: {}")?.contains("services names no service") == true)
        #expect(
            refusal("services: { evidence: { probes: 'a:1' } }")?.contains("services.evidence.listen is missing")
                == true)
        #expect(refusal("services: [") != nil)
    }

    @Test(
        "an address is a host and a port", arguments: ["a:1", "[::1]:65535", "127.0.0.1:7403"])
    func sockets(_ text: String) { #expect(SocketName(text)?.description == text) }

    @Test("anything else is none", arguments: ["a", "a:", ":1", "a:0", "a:65536", "::1:5", "a:b"])
    func notSockets(_ text: String) { #expect(SocketName(text) == nil) }

    @Test("the service's file depends on the mesh file alone, and says which clock it takes")
    func serviceFile() throws {
        let mesh = try MeshFile.parse(whole, path: "mesh.yaml")
        let service = try #require(mesh.services.first)
        let host = try ServiceFile(mesh: mesh, service: service, state: ".colophon", takesHostClock: true).text()
        #expect(try ServiceFile(mesh: mesh, service: service, state: ".colophon", takesHostClock: true).text() == host)
        // The mesh file's own settings win over what the tool found out.
        #expect(host.contains("  clock: strict\n"))
        #expect(host.contains("  batch: 7\n"))
        #expect(host.contains("development_key: .colophon/pki/token-dev.pub"))
        let plain = try MeshFile.parse(
            whole.replacing("    settings: { clock: strict, batch: 7 }", with: ""), path: "m")
        let other = try #require(plain.services.first)
        let text = try ServiceFile(mesh: plain, service: other, state: "x", takesHostClock: true).text()
        #expect(text.contains("  clock: host\n"))
        #expect(text.contains("replica: \"1\"\n"))
        let strict = try ServiceFile(mesh: plain, service: other, state: "x", takesHostClock: false).text()
        #expect(strict.contains("  clock: strict\n"))
    }

    @Test("in development, where strangers read is what certificates link to, unless the mesh file says where")
    func publicBase() throws {
        func file(_ text: String) throws -> String {
            let mesh = try MeshFile.parse(text, path: "mesh.yaml")
            let service = try #require(mesh.services.first)
            return try ServiceFile(mesh: mesh, service: service, state: "x", takesHostClock: true).text()
        }
        let line = "  public_base: http://127.0.0.1:7423\n"
        #expect(try file(whole).contains(line))
        #expect(try !file(whole.replacing("public: 127.0.0.1", with: "public: 0.0.0.0")).contains("public_base"))
        #expect(try !file(whole.replacing("    public: 127.0.0.1:7423\n", with: "")).contains("public_base"))
        #expect(try !file(whole.replacing("development", with: "production")).contains("public_base"))
        let said = try file(whole.replacing("batch: 7", with: "public_base: 'https://evidence.example'"))
        #expect(said.contains("  public_base: 'https://evidence.example'\n") && !said.contains("http://"))
    }

    @Test("where spans go is passed on to every service, and is nowhere unless said")
    func trace() throws {
        func file(_ text: String) throws -> String {
            let mesh = try MeshFile.parse(text, path: "mesh.yaml")
            let service = try #require(mesh.services.first)
            return try ServiceFile(mesh: mesh, service: service, state: "x", takesHostClock: true).text()
        }
        #expect(try file(whole).contains("trace:\n  exporter: none\n"))
        let said = try file(whole + "\ntrace: { exporter: 'http://127.0.0.1:4318/v1/traces', ratio: 0.5 }\n")
        #expect(said.contains("trace:\n  exporter: 'http://127.0.0.1:4318/v1/traces'\n  ratio: 0.5\n"), "\(said)")
    }

    @Test("quotas, limits and the like are passed on to their service as they stand")
    func passedOn() throws {
        let said = """

                quotas: { "*": { calls_per_second: 7 } }
                refused_callers: [gateway]
                limits: { idle_milliseconds: 60000 }
                busy_poll_microseconds: 0
            """
        let mesh = try MeshFile.parse(whole + said, path: "mesh.yaml")
        let service = try #require(mesh.services.first)
        let text = try ServiceFile(mesh: mesh, service: service, state: "x", takesHostClock: true).text()
        #expect(text.contains("\nquotas:\n  \"*\":\n    calls_per_second: 7\n"), "\(text)")
        #expect(text.contains("\nrefused_callers:\n- gateway\n"), "\(text)")
        #expect(text.contains("\nlimits:\n  idle_milliseconds: 60000\n"), "\(text)")
        #expect(text.contains("\nbusy_poll_microseconds: 0\n"), "\(text)")
        #expect(refusal(whole + "\n    limit: { idle_milliseconds: 1 }")?.contains("limit is not a known key") == true)
    }

    @Test("production gets no development key, and the keys that it names")
    func production() throws {
        let production = whole.replacing("development", with: "production")
        func file(_ text: String) throws -> ServiceFile {
            let mesh = try MeshFile.parse(text, path: "mesh.yaml")
            return ServiceFile(
                mesh: mesh, service: try #require(mesh.services.first), state: "x", takesHostClock: true)
        }
        #expect(try !file(production).text().contains("tokens"))
        #expect(try file(production).tokenKeys == [])
        let named = try file(production + "\n    token_keys: [keys/identity.pub]\n")
        #expect(try named.text().contains("\ntokens:\n  keys:\n  - keys/identity.pub\n"))
        #expect(named.tokenKeys == ["keys/identity.pub"])
        #expect(try file(whole).tokenKeys == ["x/pki/token-dev.pub"])
    }

    @Test(
        "a service is told where its peers are; identity's key is believed by all, and only identity has its secret half"
    )
    func wiring() throws {
        let text = """
            environment: production
            services:
              identity: { listen: '127.0.0.1:1', probes: '127.0.0.1:2', peers: [notify] }
              notify: { listen: '127.0.0.1:3', probes: '127.0.0.1:4', token_keys: [keys/other.pub] }
            """
        let mesh = try MeshFile.parse(text, path: "mesh.yaml")
        let files = mesh.services.map { ServiceFile(mesh: mesh, service: $0, state: "x", takesHostClock: true) }
        let identity = try files[0].text()
        #expect(identity.contains("\npeers:\n  notify:\n  - 127.0.0.1:3\n"), "\(identity)")
        #expect(identity.contains("\ntokens:\n  keys:\n  - x/pki/token-identity.pub\n"), "\(identity)")
        #expect(identity.contains("\nidentity:\n  token_key: x/pki/token-identity.key\n"), "\(identity)")
        let notify = try files[1].text()
        #expect(notify.contains("  keys:\n  - x/pki/token-identity.pub\n  - keys/other.pub\n"), "\(notify)")
        #expect(!notify.contains("peers") && !notify.contains("token-identity.key"))
        #expect(files[0].keyFiles.contains("token-identity.key") && files[0].keyFiles.contains("identity.key"))
        #expect(
            files[1].keyFiles == ["mesh-ca.pem", "notify.pem", "notify.key", "token-identity.pub"])
    }

    @Test("what a running service reads again does not count as lasting; everything else does")
    func lasting() throws {
        func lasting(_ text: String) throws -> String {
            let mesh = try MeshFile.parse(text, path: "mesh.yaml")
            let service = try #require(mesh.services.first)
            return try ServiceFile(mesh: mesh, service: service, state: "x", takesHostClock: true).lastingText()
        }
        let before = try lasting(whole)
        for line in [
            "quotas: { gateway: { in_flight_max: 1 } }", "refused_callers: [gateway]", "token_keys: [a.pub]",
            "limits: { idle_milliseconds: 60000 }",
        ] {
            #expect(try lasting(whole + "\n    \(line)\n") == before, "\(line)")
        }
        #expect(try lasting(whole + "\n    busy_poll_microseconds: 7\n") != before)
        #expect(try lasting(whole.replacing("batch: 7", with: "batch: 8")) != before)
    }
}
