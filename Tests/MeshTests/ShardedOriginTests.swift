import Evidence
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOPosix
import Testing

/// A log that is over and one that goes on, each served by a process of its own, as the README of evidence says.
@Suite("From one log to the next by configuration", .timeLimit(.minutes(5)))
struct ShardedOriginTests {
    private static let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
    private static let origins = ["log.example/2026", "log.example/2027"]

    /// The folder of a person who runs `colophon`.
    private struct Desk {
        let folder: TemporaryFolder
        /// Listening, probes and public pages of the first log's service, then of the second's.
        let ports: [Int]

        init() throws {
            folder = try TemporaryFolder("shards")
            ports = try Loopback.freePorts(6)
        }

        func colophon(_ words: String...) async throws -> FinishedProgram {
            try await FinishedProgram(
                ["env", "-C", folder.path, try BuiltProgram.path("colophon")] + words, logs: folder.path)
        }

        func shell(_ line: String) async throws {
            let program = try await FinishedProgram(
                ["env", "-C", folder.path, "bash", "-ec", line],
                environment: ["PATH": "\(try BuiltProgram.path("colophon").dropLast("/colophon".count)):/usr/bin:/bin"],
                logs: folder.path)
            try #require(program.exit == .code(0), "\(line): \(program.errors)\(program.output)")
        }

        func write(_ name: String, _ text: String) throws { try WholeFile.replace(folder.file(name), with: text) }

        func authorization(_ account: String, kind: String = "verified_account", roles: [String] = []) throws -> String
        {
            let now = SystemTime().wall()
            let token = AccessToken(
                subject: account, kind: kind, roles: roles, audience: ["evidence"], issuedAt: now,
                expiresAt: now.advanced(by: AccessToken.lifetimeMax),
                identifier: Hexadecimal.encode(SystemRandom().bytes(16)))
            return try "Bearer " + token.signed(with: SigningKey(path: folder.file(".colophon/pki/token-dev.key")))
        }

        /// Runs `body` with a client of the service at `port` that has the certificate of `caller`.
        func withClient<T: Sendable>(
            at port: Int, as caller: String = "operator", _ body: @Sendable (RPCClient) async throws -> T
        ) async throws -> T {
            let keys = folder.file(".colophon/pki")
            let credentials = try TLSCredentials(
                files: TLSFiles(
                    certificate: "\(keys)/\(caller).pem", key: "\(keys)/\(caller).key", trust: ["\(keys)/mesh-ca.pem"]))
            let client = RPCClient(
                service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)], credentials: credentials,
                loop: ShardedOriginTests.loops.next(),
                logger: Logger(label: "client", factory: { _ in SwiftLogNoOpLogHandler() }))
            return try await client.withClient(body)
        }

        func withAuthor<T: Sendable>(
            _ account: String, at port: Int, _ body: @Sendable (Author) async throws -> T
        ) async throws -> T {
            let authorization = try authorization(account)
            return try await withClient(at: port) { try await body(Author($0, authorization: authorization)) }
        }

        /// The service of the one log, or of the other, in a mesh file.
        func service(_ first: Int, _ more: [String]) -> String {
            let lines =
                [
                    "services:", "  evidence:", "    listen: 127.0.0.1:\(ports[first])",
                    "    probes: 127.0.0.1:\(ports[first + 1])", "    public: 127.0.0.1:\(ports[first + 2])",
                    "    base_callers: [operator]",
                ] + more.map { "    " + $0 }
            return "environment: development\ntrust_domain: colophon\n" + lines.joined(separator: "\n") + "\n"
        }
    }

    private func get(_ path: String, port: Int) throws -> (status: Int, body: String) {
        try #require(Loopback.get(path, port: port))
    }

    @Test("works of the old log are given, found and erased through the service of the new one, and both can be read")
    func journey() async throws {
        let desk = try Desk()
        let folder = desk.folder
        let account = LocalMesh.freshAccount()
        let other = LocalMesh.freshAccount()
        let works = (0..<3).map { Array("work \($0) of the old log".utf8) }
        try await desk.shell("colophon pki init --origin \(Self.origins[0]); mkdir compose")
        try desk.write("compose/mesh.yaml", desk.service(0, []))
        try await desk.shell("colophon up")
        let old = try await desk.withAuthor(account, at: desk.ports[0]) { author in
            let project = try await author.createProject()
            var items: [EvidenceV1.EvidenceItem] = []
            for (number, work) in works.enumerated() {
                items.append(try await author.submit(work, name: "\(number).txt", project: project))
            }
            return items
        }
        let theirs = try await desk.withAuthor(other, at: desk.ports[0]) { author in
            let project = try await author.createProject()
            return try await author.submit(Array("another's".utf8), name: "0.txt", project: project)
        }

        // The steps of the README.
        try await desk.shell(
            """
            colophon down
            mkdir -m 700 .colophon-2026
            mv .colophon/evidence .colophon-2026/evidence
            cp -a .colophon/pki .colophon-2026/pki
            colophon pki init --origin \(Self.origins[1]) --state .colophon-new
            mv .colophon-new/pki/log.key .colophon/pki/log-2027.key
            mv .colophon-new/pki/log.pub .colophon/pki/log-2027.pub
            rm -r .colophon-new
            """)
        try desk.write(
            "compose/mesh-2026.yaml", desk.service(0, ["settings: { log_frozen: true, log_tombstones: true }"]))
        try desk.write(
            "compose/mesh.yaml",
            "elsewhere: { evidence: 127.0.0.1:\(desk.ports[0]) }\n"
                + desk.service(
                    3,
                    [
                        "peers: [evidence]", "settings:", "  log_key: .colophon/pki/log-2027.key",
                        "  closed_logs:",
                        "    - { store: .colophon-2026/evidence/evidence.sqlite, key: .colophon-2026/pki/log.pub }",
                    ]))
        try await desk.shell(
            "colophon up --mesh compose/mesh-2026.yaml --state .colophon-2026; colophon up; colophon status")
        let port = desk.ports[3]
        let pages = desk.ports[5]

        // The new one seals, the old one does not.
        let fresh = try await desk.withAuthor(account, at: port) { author in
            let project = try await author.createProject()
            return try await author.submit(Array("new".utf8), name: "new.txt", project: project)
        }
        #expect(fresh.logOrigin == Self.origins[1] && fresh.logIndex == 0)
        let late = await #expect(throws: RPCError.self) {
            try await desk.withAuthor(account, at: desk.ports[0]) { author in
                _ = try await author.submit([1], name: "late.txt", project: try await author.createProject())
            }
        }
        #expect(late?.reason?.reason == "LOG_FROZEN")

        // An old item's bundle, through the new service, under the old log's key.
        let bundle = try await desk.withAuthor(account, at: port) { author in
            let item = try await author.evidence.getEvidence(.init(which: .id(old[0].id)), options: author.options())
            #expect(item.number == old[0].number && item.logOrigin == Self.origins[0])
            return try await author.bundle(of: old[0].id)
        }
        try WholeFile.replace(folder.file("bundle.zip"), with: bundle)
        try WholeFile.replace(folder.file("work"), with: works[0])
        let verified = try await desk.colophon("verify", "--trust", ".colophon-2026/pki", "bundle.zip", "work")
        #expect(verified.exit == .code(0), "\(verified.errors)\(verified.output)")
        // Another account's is not there in either.
        let foreign = await #expect(throws: RPCError.self) {
            try await desk.withAuthor(other, at: port) { author in _ = try await author.bundle(of: old[0].id) }
        }
        #expect(foreign?.reason?.reason == "EVIDENCE_NOT_FOUND")

        // In public, by number, by digest, and on the page; of the new log too.
        let digest = Hexadecimal.encode(Digest.sha256(works[1]))
        for path in ["/v1/verify/\(old[1].number)", "/v1/verify?sha256=\(digest)", "/verify/\(old[1].number)"] {
            let found = try get(path, port: pages)
            #expect(found.status == 200 && found.body.contains(old[1].number), "\(path): \(found)")
            #expect(found.body.contains(Self.origins[0]), "\(path): \(found)")
        }
        #expect(try get("/v1/verify/\(fresh.number)", port: pages).body.contains(Self.origins[1]))
        #expect(
            try get("/v1/verify?sha256=\(Hexadecimal.encode([UInt8](repeating: 3, count: 32)))", port: pages).status
                == 404)

        // Both logs.
        for (origin, size) in zip(Self.origins, [4, 1]) {
            let checkpoint = try get("/log/v1/\(origin)/checkpoint", port: pages)
            #expect(checkpoint.body.hasPrefix("\(origin)\n\(size)\n"), "\(checkpoint)")
            #expect(try get("/log/v1/\(origin)/tile/0/000.p/\(size)", port: pages).status == 200)
        }

        // Erased by its holder, by the staff, and with the whole account; each through the new service.
        let holder = try desk.authorization(account)
        let erasure = try await desk.withClient(at: port) { client in
            try await EvidenceV1.ErasureClient(client).eraseItem(
                .init(which: .id(old[1].id)), options: CallOptions(timeout: .seconds(60), authorization: holder))
        }
        #expect(erasure.number == old[1].number && erasure.tombstoneIndex == 4)
        let staff = try desk.authorization(LocalMesh.freshAccount(), kind: "staff", roles: ["privacy"])
        let second = try await desk.withClient(at: port) { client in
            try await EvidenceV1.ErasureClient(client).eraseItemOnRequest(
                .init(which: .number(theirs.number)), options: CallOptions(timeout: .seconds(60), authorization: staff))
        }
        #expect(second.tombstoneIndex == 5)
        #expect(try get("/v1/verify/\(old[1].number)", port: pages).status == 410)
        #expect(try get("/v1/verify?sha256=\(digest)", port: pages).status == 404)
        #expect(try get("/v1/verify/\(old[2].number)", port: pages).status == 200)
        try await desk.withClient(at: port, as: "identity") { client in
            _ = try await EvidenceV1.ErasureClient(client).eraseSubject(
                .init(account: account), options: CallOptions(timeout: .seconds(60)))
        }
        for item in [old[0], old[2], fresh] {
            #expect(try get("/v1/verify/\(item.number)", port: pages).status == 410, "\(item.logOrigin)")
        }

        // Whoever asks about the old log while its service is away is not told that there is nothing.
        try await desk.shell("colophon down --state .colophon-2026")
        #expect(try get("/v1/verify/\(theirs.number)", port: pages).status == 503)
        #expect(try get("/log/v1/\(Self.origins[0])/checkpoint", port: pages).status == 200)
        try await desk.shell("colophon down")
        for (store, key) in [
            (".colophon-2026/evidence/evidence.sqlite", ".colophon-2026/pki/log.pub"),
            (".colophon/evidence/evidence.sqlite", ".colophon/pki/log-2027.pub"),
        ] {
            let checked = try await desk.colophon("log", "fsck", store, "--key", key)
            #expect(checked.exit == .code(0), "\(checked.errors)\(checked.output)")
        }
    }

    @Test("a service that is told to ask itself about the log before does not start")
    func itself() async throws {
        let mesh = try LocalMesh()
        try WholeFile.replace(
            mesh.configurationPath,
            with: try WholeFile.text(mesh.configurationPath) + "peers: { evidence: [\"127.0.0.1:\(mesh.port)\"] }\n")
        let failure = await #expect(throws: StartFailure.self) { _ = try await mesh.start() }
        #expect(failure?.log.contains("peers.evidence") == true, "\(String(describing: failure))")
    }
}
