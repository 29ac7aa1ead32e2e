import Evidence
import MeshTestKit
import Testing

/// A running mesh and its log, seen by a stranger and by its operator.
@Suite("The log of a running service is in public, and its operator can check it", .timeLimit(.minutes(5)))
struct PublicPagesTests {
    private func curl(_ mesh: LocalMesh, _ words: String...) async throws -> FinishedProgram {
        try await FinishedProgram(["curl", "-sS", "--max-time", "10"] + words, logs: mesh.state)
    }

    @Test("it is read over HTTP and by command, freezes, changes its key, and a flipped byte in it is found")
    func journey() async throws {
        let mesh = try LocalMesh()
        let base = "http://127.0.0.1:\(mesh.publicPort)"
        let work = mesh.authority.folder.file("work.txt")
        try WholeFile.replace(work, with: "a work\n")
        try await mesh.whileUp {
            let sealing = try await mesh.colophon("seal", work, "--mesh", mesh.meshPath)
            try #require(sealing.exit == .code(0), "\(sealing)")
            let page = try await curl(mesh, "\(base)/checkpoint")
            let command = try await mesh.colophon("log", "checkpoint", "--mesh", mesh.meshPath)
            #expect(command.exit == .code(0) && command.output == page.output, "\(command)")
            let tile = try await curl(
                mesh, "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "\(base)/tile/0/000.p/1")
            #expect(tile.output == "200 32")
            let proof = try await mesh.colophon("log", "prove", "0", "--mesh", mesh.meshPath)
            #expect(proof.exit == .code(0), "\(proof)")
            #expect(proof.output == "c2sp.org/tlog-proof@v1\nindex 0\n\n" + page.output)
            let beyond = try await mesh.colophon("log", "prove", "1", "--mesh", mesh.meshPath)
            #expect(beyond.exit == .code(2) && beyond.errors.contains("has none at this index"), "\(beyond)")
            let key = mesh.authority.folder.file("other.pub")
            try WholeFile.replace(key, with: "other.example/log+00000000+AAAA\n")
            let stranger = try await mesh.colophon("log", "prove", "0", "--key", key, "--mesh", mesh.meshPath)
            #expect(stranger.exit == .code(2), "\(stranger)")
            let live = try await mesh.colophon("log", "fsck", "--live")
            #expect(live.exit == .code(0) && live.output.contains("entries  1"), "\(live)")
            let running = try await mesh.colophon("log", "rotate-key")
            #expect(running.exit == .code(2) && running.errors.contains("must have stopped"), "\(running)")
        }
        #expect(try await curl(mesh, "\(base)/checkpoint").exit == .code(7))

        let quiet = try await mesh.colophon("log", "fsck", "--json")
        #expect(quiet.exit == .code(0) && quiet.output.contains(#""size":1"#), "\(quiet)")
        let rotated = try await mesh.colophon("log", "rotate-key")
        #expect(rotated.exit == .code(0) && rotated.output.contains("entry 1\n"), "\(rotated)")
        let bundle = try #require(FileTree.files(below: "\(mesh.state)/bundles").first)
        let before = try await mesh.colophon("verify", bundle, work)
        #expect(before.exit == .code(0) && before.output.contains("a key that it had before"), "\(before)")
        try mesh.addToMeshFile("    settings: { log_frozen: true }")
        try await mesh.whileUp {
            let sealing = try await mesh.colophon("seal", work, "--mesh", mesh.meshPath)
            #expect(sealing.exit == .code(2) && sealing.errors.contains("LOG_FROZEN"), "\(sealing)")
            #expect(sealing.errors.contains("What was sealed stays proven."), "\(sealing)")
            let checkpoint = try await curl(mesh, "\(base)/checkpoint").output
            #expect(checkpoint.split(separator: "\n")[1] == "2")
            #expect(checkpoint.split(separator: "\n").filter { $0.hasPrefix("\u{2014} ") }.count == 2)
        }

        // One byte of the leaf, where it lies in the file.
        let store = mesh.storePath
        var bytes = try WholeFile.contents(store)
        let leaf = try #require(bytes.firstRange(of: Array("colophon/evidence/v1\0".utf8)))
        bytes[leaf.lowerBound + 40] ^= 1
        try WholeFile.replace(store, with: bytes)
        let broken = try await mesh.colophon("log", "fsck")
        #expect(broken.exit == .code(1) && broken.errors.contains(#/entry [01] is missing or is not/#), "\(broken)")
        let none = try await mesh.colophon("log", "fsck", mesh.authority.folder.file("none"))
        #expect(none.exit == .code(2) && none.errors.contains("No such file"), "\(none)")
        let key = try await mesh.colophon("log", "fsck", "--key", work)
        #expect(key.exit == .code(2) && key.errors.contains("does not hold a log's public key"), "\(key)")
    }

    @Test("strangers who hold connections open keep nobody from sealing, nor the service from stopping")
    func holders() async throws {
        let mesh = try LocalMesh(drainSeconds: 5)
        let service = try await mesh.start()
        var sockets: [Int32] = []
        for number in 0..<300 {
            let socket = try Loopback.dial(port: mesh.publicPort)
            sockets.append(socket)
            let words = ["GET /checkpoint HTTP/1.1\r\nHost:", "POST /tsa HTTP/1.1\r\nContent-Length: 9\r\n"][number % 2]
            try Loopback.deliver(Array(words.utf8), on: socket)
        }
        try await mesh.withAuthor { author in
            let project = try await author.createProject()
            _ = try await author.submit([1, 2, 3], name: "w.bin", project: project)
        }
        #expect(service.isReady)
        #expect(await service.stop() == .code(0))
        for socket in sockets { Loopback.hangUp(socket) }
    }

    @Test("a public address that is taken is a failed start, and says which")
    func taken() async throws {
        let mesh = try LocalMesh()
        let second = try LocalMesh()
        let running = try await mesh.start()
        let configuration = try WholeFile.text(second.configurationPath)
            .replacing("public: 127.0.0.1:\(second.publicPort)", with: "public: 127.0.0.1:\(mesh.publicPort)")
        try WholeFile.replace(second.configurationPath, with: configuration)
        let failure = await #expect(throws: StartFailure.self) { _ = try await second.start() }
        #expect(failure?.log.contains("the listener for the outside world at 127.0.0.1:\(mesh.publicPort)") == true)
        #expect(await running.stop() == .code(0))
    }
}
