import MeshTestKit
import Testing

/// `colophon pki init` and `pki issue`, by the tool itself.
@Suite("The tool makes and renews certificates", .timeLimit(.minutes(10)))
struct CertificateIssueTests {
    private func openssl(_ arguments: String, _ mesh: LocalMesh) async throws -> FinishedProgram {
        try await FinishedProgram(["bash", "-c", "openssl \(arguments)"], logs: mesh.state)
    }

    @Test("a running service shows its renewed certificate when the command has ended", .timeLimit(.minutes(2)))
    func renewal() async throws {
        let mesh = try LocalMesh()
        let keys = "\(mesh.state)/pki"
        func shown() async throws -> String {
            try await openssl(
                "s_client -connect 127.0.0.1:\(mesh.port) -alpn colophon/1 -CAfile \(keys)/mesh-ca.pem "
                    + "-cert \(keys)/operator.pem -key \(keys)/operator.key 2>/dev/null | openssl x509 -noout -serial",
                mesh
            ).output
        }
        func stored() async throws -> String {
            try await openssl("x509 -in \(keys)/evidence.pem -noout -serial", mesh).output
        }
        try await mesh.whileUp {
            let first = try await stored()
            #expect(try await shown() == first && first.hasPrefix("serial="))
            let key = try WholeFile.contents("\(keys)/evidence.key")
            let issued = try await mesh.colophon("pki", "issue", "evidence")
            #expect(issued.exit == .code(0) && issued.output.contains("Taken up by: evidence"), "\(issued)")
            let second = try await stored()
            #expect(second != first)
            #expect(try await shown() == second)
            #expect(try WholeFile.contents("\(keys)/evidence.key") == key)
            // Another replica is nobody that runs here.
            let other = try await mesh.colophon("pki", "issue", "evidence", "--replica", "2", "--json")
            #expect(other.exit == .code(0) && other.output.contains("\"reloaded\":[]"), "\(other)")
            #expect(try await shown() == second)
        }
    }

    @Test("a service that does not answer is not passed over: nothing is issued, exit code 3", .timeLimit(.minutes(2)))
    func silent() async throws {
        let mesh = try LocalMesh()
        try await mesh.whileUp {
            let before = try WholeFile.contents("\(mesh.state)/pki/evidence.pem")
            let record = try WholeFile.text("\(mesh.state)/run/evidence.json")
            let pid = try #require(record.firstMatch(of: #/"pid" ?: ?([0-9]+)/#).map { String($0.1) })
            _ = try await FinishedProgram(["kill", "-STOP", pid], logs: mesh.state)
            let issued = try await mesh.colophon("pki", "issue", "evidence")
            let rotated = try await mesh.colophon("pki", "rotate", "--step", "trust")
            _ = try await FinishedProgram(["kill", "-CONT", pid], logs: mesh.state)
            #expect(issued.exit == .code(3) && issued.errors.contains("nothing was changed"), "\(issued)")
            #expect(rotated.exit == .code(3), "\(rotated)")
            #expect(try WholeFile.contents("\(mesh.state)/pki/evidence.pem") == before)
            #expect(!FileTree.files(below: "\(mesh.state)/pki").contains { $0.hasSuffix("mesh-ca-next.key") })
        }
    }

    @Test("a new service gets a key and a certificate of the mesh's authority; names that are not one's are refused")
    func newService() async throws {
        let mesh = try LocalMesh()
        let keys = "\(mesh.state)/pki"
        let issued = try await mesh.colophon("pki", "issue", "billing", "--replica", "2")
        #expect(issued.exit == .code(0), "\(issued)")
        let text = try await openssl("x509 -in \(keys)/billing-2.pem -noout -text", mesh).output
        #expect(text.contains("URI:spiffe://colophon/billing/2"))
        let verified = try await openssl("verify -CAfile \(keys)/mesh-ca.pem \(keys)/billing-2.pem", mesh)
        #expect(verified.exit == .code(0), "\(verified)")
        for name in ["mesh-ca", "master", "../evidence"] {
            let refused = try await mesh.colophon("pki", "issue", name)
            #expect(refused.exit == .code(2) && refused.errors.contains(name), "\(refused)")
        }
    }

    @Test("keys that are there are never made again, and without any nothing is issued or rotated")
    func refusals() async throws {
        let mesh = try LocalMesh()
        let before = try FileTree.files(below: "\(mesh.state)/pki").sorted().map { try WholeFile.contents($0) }
        let again = try await mesh.colophon("pki", "init")
        #expect(again.exit == .code(2) && again.errors.contains("none is ever overwritten"), "\(again)")
        #expect(try FileTree.files(below: "\(mesh.state)/pki").sorted().map { try WholeFile.contents($0) } == before)

        let empty = mesh.authority.folder.file("empty")
        let tool = try BuiltProgram.path("colophon")
        for words in [["pki", "issue", "evidence"], ["pki", "rotate"], ["pki", "rotate", "--step", "trust"]] {
            let refused = try await FinishedProgram([tool] + words + ["--state", empty], logs: mesh.state)
            #expect(refused.exit == .code(2) && refused.errors.contains("colophon pki init"), "\(refused)")
        }
        #expect(FileTree.entries(mesh.authority.folder.path).contains("empty") == false)
        let made = try await FinishedProgram([tool, "pki", "init", "--state", empty], logs: mesh.state)
        #expect(made.exit == .code(0), "\(made)")
        let rotated = try await FinishedProgram([tool, "pki", "rotate", "--state", empty], logs: mesh.state)
        #expect(rotated.exit == .code(0), "\(rotated)")
    }
}
