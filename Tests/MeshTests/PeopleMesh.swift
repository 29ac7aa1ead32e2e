import Logging
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOPosix
import Testing

/// A mesh of three services in a folder of its own, run by the tool as a person runs it.
struct PeopleMesh {
    let folder: TemporaryFolder
    private let ports: [Int]

    /// - Parameter identity: what is set for identity, inside a YAML flow mapping.
    init(identity settings: String = "") throws {
        folder = try TemporaryFolder("journey")
        ports = try Loopback.freePorts(7)
        try WholeFile.replace(
            folder.file("mesh.yaml"),
            with: """
                environment: development
                services:
                  identity:
                    listen: 127.0.0.1:\(ports[0])
                    probes: 127.0.0.1:\(ports[1])
                    peers: [notify]
                    settings: { \(settings) }
                  evidence: { listen: "127.0.0.1:\(ports[2])", probes: "127.0.0.1:\(ports[3])", peers: [identity] }
                  notify:
                    listen: 127.0.0.1:\(ports[4])
                    probes: 127.0.0.1:\(ports[5])
                    peers: [evidence, identity]
                    settings: { quiet_hours: never }

                """)
    }

    var state: String { folder.file("state") }
    var signIn: String { state + "/sign-in.json" }

    func colophon(_ words: String...) async throws -> FinishedProgram { try await run(words) }

    /// Runs the tool with these words, its state folder and its mesh file.
    func run(_ words: [String]) async throws -> FinishedProgram {
        let withoutMesh: Set = ["pki", "down"]
        let mesh = withoutMesh.contains(words[0]) ? [] : ["--mesh", folder.file("mesh.yaml")]
        return try await FinishedProgram(
            [BuiltProgram.path("colophon")] + words + ["--state", state] + mesh, logs: folder.path)
    }

    /// Where one of its services listens.
    func port(of service: String) throws -> Int {
        ports[2 * (try #require(["identity", "evidence", "notify"].firstIndex(of: service)))]
    }

    /// A client of one of its services, as the operator.
    func client(of service: String) throws -> RPCClient {
        let files = TLSFiles(
            certificate: state + "/pki/operator.pem", key: state + "/pki/operator.key",
            trust: [state + "/pki/mesh-ca.pem"])
        return RPCClient(
            service: service, endpoints: [.tcp(host: "127.0.0.1", port: try port(of: service))],
            credentials: try TLSCredentials(files: files), loop: Self.loops.next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private static let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)

    /// Makes an account and signs it in with `colophon login`; its id.
    func signIn(_ name: String, mobile: String) async throws -> String {
        let password = folder.file(name + ".password")
        try WholeFile.replace(password, with: "Vulpes et Luna 7\n")
        let registered = try await colophon(
            "register", "--mobile", mobile, "--user-name", name, "--accept-terms", "--password-file", password)
        try #require(registered.exit == .code(0), "\(registered)")
        let signedIn = try await colophon("login", name, "--password-file", password)
        try #require(signedIn.exit == .code(0), "\(signedIn)")
        return String(try #require(registered.output.firstMatch(of: #/acc_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    /// The access token of whoever has signed in.
    func accessToken() throws -> String {
        String(try #require(WholeFile.text(signIn).firstMatch(of: #/"access_token":"([^"]+)"/#)).1)
    }

    func whileUp(_ body: () async throws -> Void) async throws {
        let keys = try await colophon("pki", "init")
        try #require(keys.exit == .code(0), "\(keys)")
        let starting = try await colophon("up")
        let result: Result<Void, any Error>
        do {
            try #require(starting.exit == .code(0), "\(starting)")
            result = .success(try await body())
        } catch { result = .failure(error) }
        let stopping = try await colophon("down")
        #expect(stopping.exit == .code(0), "\(stopping)")
        try result.get()
    }
}
