import MeshKernel
import MeshTestKit
import Testing

/// Which roots libcurl is told to go by: for a server that has one of its own, no other counts.
@Suite("The roots of certificates elsewhere", .timeLimit(.minutes(2)))
struct RootsTests {
    /// Ends every TLS handshake well and says nothing more.
    private static let server = """
        import socket, ssl, sys
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                pass
        """

    private func run(_ words: [String], in folder: TemporaryFolder) async throws -> String {
        let program = try await FinishedProgram(words, logs: folder.path)
        guard program.exit == .code(0) else { throw SystemFailure("\(words[0]): \(program.errors)") }
        return program.output
    }

    @Test("a certificate that leads to a root of the machine is none where another root is named, over HTTPS and SMTPS")
    func named() async throws {
        let folder = try TemporaryFolder("roots")
        let roots = folder.file("machine")
        _ = try await run(["mkdir", roots], in: folder)
        for (name, place) in [("theirs", roots), ("ours", folder.path)] {
            _ = try await run(
                [
                    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                    folder.file("\(name).key"), "-out", "\(place)/\(name).pem",
                ], in: folder)
        }
        _ = try await run(["openssl", "rehash", roots], in: folder)
        let folders = #filePath.split(separator: "/").dropLast()
        let source = folders.joined(separator: "/")
        let root = folders.dropLast(3).joined(separator: "/")
        let program = folder.file("otherroots")
        _ = try await run(
            [
                "clang", "-O1", "-I/\(root)/Shared/CCurl", "-o", program, "/\(source)/Roots/otherroots.c",
                "-ldl",
            ], in: folder)
        let server = try ChildProcess(
            "/usr/bin/python3", ["-c", Self.server, "\(roots)/theirs.pem", folder.file("theirs.key")],
            logs: folder.path, name: "server")
        try await until { server.output.hasSuffix("\n") || !server.isRunning }
        let port = String(server.output.dropLast())
        try #require(!port.isEmpty, "\(server.errors)")
        let byMachine = try await run([program, roots, port], in: folder)
        let byTheirs = try await run([program, roots, port, "\(roots)/theirs.pem"], in: folder)
        let byOurs = try await run([program, roots, port, folder.file("ours.pem")], in: folder)
        server.send(signal: 9)
        _ = await server.wait()
        // Believed, and then nothing came.
        for believed in [byMachine, byTheirs] {
            let codes = believed.split(separator: " ")
            #expect(codes.count == 2 && codes.allSatisfy { $0 != "60" }, "\(believed)")
        }
        #expect(byOurs == "60 60")
    }
}
