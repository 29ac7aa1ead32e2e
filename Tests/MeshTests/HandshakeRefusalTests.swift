import MeshTLS
import MeshTestKit
import Testing

/// Strangers at the door of a real service: each is refused before it sees a byte of the protocol, and the log says why.
@Suite("Strangers are refused before any frame", .timeLimit(.minutes(10)))
struct HandshakeRefusalTests {
    /// How `openssl s_client` comes, and what the log must then say.
    struct Stranger: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The certificate: of a service of the mesh, one with a flaw, or none.
        var certificate: Certificate = .good
        var options: [String] = ["-tls1_3"]
        /// A word of the log line.
        let reason: String

        enum Certificate: Sendable {
            case none, good
            case flawed(CertificateFlaw)
        }
    }

    private static let strangers = [
        Stranger(testDescription: "no certificate", certificate: .none, reason: "the client sent no certificate"),
        Stranger(
            testDescription: "a foreign authority", certificate: .flawed(.foreignAuthority),
            reason: "not from an authority trusted here"),
        Stranger(testDescription: "an expired certificate", certificate: .flawed(.expired), reason: "it has expired"),
        Stranger(
            testDescription: "a certificate of tomorrow", certificate: .flawed(.notYetValid), reason: "not valid yet"),
        Stranger(
            testDescription: "a certificate without identity", certificate: .flawed(.withoutURI), reason: "no URI"),
        Stranger(
            testDescription: "another trust domain", certificate: .flawed(.wrongTrustDomain),
            reason: "wrong trust domain"),
        Stranger(testDescription: "TLS 1.2", options: ["-tls1_2"], reason: "does not speak TLS 1.3"),
    ]

    @Test("refused, and logged with the reason", arguments: strangers)
    func refusal(_ stranger: Stranger) async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let visit = try visit(mesh, as: stranger)
        // The service ends the connection; openssl ends with it.
        let exit = await visit.wait()
        #expect(visit.output == "", "nothing but TLS may reach a stranger")
        #expect(exit != .signal(9))
        await service.stop()
        let line = service.log.split(separator: "\n").first { $0.contains("refused") }
        #expect(line?.contains(stranger.reason) == true, "\(stranger.reason) in: \(service.log)")
    }

    @Test("a member of the mesh gets frames through the same tool")
    func member() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let visit = try visit(mesh, as: Stranger(testDescription: "member", reason: ""))
        while visit.output.isEmpty, visit.isRunning { await Task.yield() }
        // Settings: a length below 2²⁴, stream 0, type 9.
        let frame = try WholeFile.contents(visit.outputPath)
        #expect(frame.count >= 10 && frame[0] == 0 && frame[8] == 9)
        visit.send(signal: 15)
        await service.stop()
    }

    @Test("plain text is told nothing", arguments: ["GET / HTTP/1.1\r\n\r\n", "\0\0\0\u{4}\0\0\0\u{1}\u{1}\0abcd"])
    func plaintext(_ words: String) async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let descriptor = try Loopback.dial(port: mesh.port)
        try Loopback.deliver(Array(words.utf8), on: descriptor)
        let answer = Loopback.receive(on: descriptor)
        Loopback.hangUp(descriptor)
        // At most a TLS alert (content type 21), which says that this is no TLS.
        #expect(answer.isEmpty || answer[0] == 21)
        await service.stop()
        #expect(
            service.log.split(separator: "\n").contains { $0.contains("refused") && $0.contains("does not speak TLS") },
            "\(service.log)")
    }

    private func visit(_ mesh: LocalMesh, as stranger: Stranger) throws -> ChildProcess {
        var arguments = [
            "s_client", "-quiet", "-connect", "127.0.0.1:\(mesh.port)", "-alpn", "colophon/1",
            "-CAfile", mesh.authority.trust,
        ]
        switch stranger.certificate {
        case .none: break
        case .good: arguments += try Self.options(of: mesh.authority.files("operator"))
        case .flawed(let flaw): arguments += try Self.options(of: mesh.authority.files("operator", with: flaw))
        }
        return try ChildProcess(
            "openssl", arguments + stranger.options, logs: mesh.state, name: "visitor", holdsInput: true)
    }

    private static func options(of files: TLSFiles) -> [String] {
        ["-cert", files.certificate, "-key", files.key]
    }
}
