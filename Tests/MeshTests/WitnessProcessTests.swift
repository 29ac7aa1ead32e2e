import Evidence
import MeshAPI
import MeshRPC
import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite("A witness beside the mesh", .timeLimit(.minutes(5)))
struct WitnessProcessTests {
    private let content = Array("a sketch that a witness has seen".utf8)

    @Test("`colophon witness` cosigns what is sealed, survives a kill, and keeps a restored backup from starting")
    func journey() async throws {
        let folder = try TemporaryFolder("witness")
        let key = folder.file("witness.key")
        let made = try await FinishedProgram(
            [try BuiltProgram.path("colophon"), "witness", "init", "--key", key, "--name", "example.org/witness"],
            logs: folder.path)
        try #require(made.exit == .code(0), "\(made.errors)")
        let vkey = String(made.output.dropLast())
        let again = try await FinishedProgram(
            [try BuiltProgram.path("colophon"), "witness", "init", "--key", key, "--name", "example.org/witness"],
            logs: folder.path)
        #expect(again.exit == .code(2))

        let port = try Loopback.freePorts(1)[0]
        let mesh = try LocalMesh(settings: [
            "witnesses: [{ vkey: \"\(vkey)\", url: \"http://127.0.0.1:\(port)\" }]", "quorum: 1",
        ])
        try WholeFile.replace("\(mesh.state)/pki/witnesses.txt", with: "# who sees the log\n\(vkey)\n")
        let logKey = try WholeFile.text("\(mesh.state)/pki/log.pub").split(separator: "\n")[0]
        func startWitness(_ name: String) async throws -> ChildProcess {
            let process = try ChildProcess(
                BuiltProgram.path("colophon"),
                [
                    "witness", "serve", "--key", key, "--log", String(logKey), "--state", folder.file("state"),
                    "--listen", "127.0.0.1:\(port)",
                ], logs: folder.path, name: name)
            while Loopback.get("/add-checkpoint", port: port) == nil {
                try #require(process.isRunning, "\(process.errors)")
                await Task.yield()
            }
            return process
        }

        let witness = try await startWitness("first")
        let service = try await mesh.start()
        let content = content
        let (first, bundle) = try await mesh.withAuthor { author in
            let project = try await author.createProject()
            let item = try await author.submit(content, name: "sketch.txt", project: project)
            return (item.id, try await author.witnessedBundle(of: item.id))
        }
        #expect(!first.isEmpty)
        try WholeFile.replace(folder.file("bundle.zip"), with: bundle)
        try WholeFile.replace(folder.file("sketch.txt"), with: content)
        let words = ["--require-witnesses", "1", folder.file("bundle.zip"), folder.file("sketch.txt")]
        let verified = try await mesh.colophon("verify", words[0], words[1], words[2], words[3])
        #expect(verified.exit == .code(0), "\(verified.errors)\(verified.output)")
        #expect(verified.output.contains("witness example.org/witness"), "\(verified.output)")
        let two = try await mesh.colophon("verify", words[0], "2", words[2], words[3])
        #expect(two.exit == .code(1))

        // The witness is killed while works are sealed, and goes on from what it kept.
        witness.send(signal: 9)
        _ = await witness.wait()
        try await mesh.withAuthor { author in
            let project = try await author.createProject()
            _ = try await author.submit(content, name: "2.txt", project: project)
        }
        let second = try await startWitness("second")
        _ = try await mesh.withAuthor { author in
            let project = try await author.createProject()
            let item = try await author.submit(content, name: "3.txt", project: project)
            return try await author.witnessedBundle(of: item.id)
        }
        await service.stop()

        // The store is gone and an empty one in its place, as after a restored old backup.
        for file in FileTree.files(below: mesh.storeFolder) { #expect(unlink(file) == 0) }
        await #expect {
            _ = try await mesh.start()
        } throws: { error in
            "\(error)".contains("restored old backup")
        }
        second.send(signal: 15)
        _ = await second.wait()
    }

    @Test("a restored backup whose witness was away at the start seals nothing once it is back, and says so")
    func restored() async throws {
        let folder = try TemporaryFolder("witness")
        let key = folder.file("witness.key")
        let made = try await FinishedProgram(
            [try BuiltProgram.path("colophon"), "witness", "init", "--key", key, "--name", "example.org/witness"],
            logs: folder.path)
        let vkey = String(made.output.dropLast())
        let port = try Loopback.freePorts(1)[0]
        let mesh = try LocalMesh(settings: [
            "witnesses: [{ vkey: \"\(vkey)\", url: \"http://127.0.0.1:\(port)\" }]", "quorum: 1",
        ])
        let logKey = try WholeFile.text("\(mesh.state)/pki/log.pub").split(separator: "\n")[0]
        let words = [
            "witness", "serve", "--key", key, "--log", String(logKey), "--state", folder.file("state"), "--listen",
            "127.0.0.1:\(port)",
        ]
        let account = LocalMesh.freshAccount()
        let content = content

        var service = try await mesh.start()
        let project = try await mesh.withAuthor(account: account) { author in
            let project = try await author.createProject()
            _ = try await author.submit(content, name: "1.txt", project: project)
            return project
        }
        #expect(await service.stop() == .code(0))
        let backup = folder.file("backup")
        let kept = try await FinishedProgram(["cp", "-r", mesh.storeFolder, backup], logs: folder.path)
        try #require(kept.exit == .code(0), "\(kept.errors)")
        var witness = try ChildProcess(BuiltProgram.path("colophon"), words, logs: folder.path, name: "first")
        service = try await mesh.start()
        try await mesh.withAuthor(account: account) { author in
            for number in 2...4 {
                let item = try await author.submit(content, name: "\(number).txt", project: project)
                _ = try await author.witnessedBundle(of: item.id)
            }
        }
        #expect(await service.stop() == .code(0))
        witness.send(signal: 9)
        _ = await witness.wait()
        for words in [["rm", "-r", mesh.storeFolder], ["cp", "-r", backup, mesh.storeFolder]] {
            let program = try await FinishedProgram(words, logs: folder.path)
            try #require(program.exit == .code(0), "\(program.errors)")
        }

        service = try await mesh.start()
        try await mesh.withAuthor(account: account) { author in
            _ = try await author.submit(content, name: "5.txt", project: project)
        }
        #expect(Loopback.get("/readyz", port: mesh.probesPort)?.body == "ready\n")
        witness = try ChildProcess(BuiltProgram.path("colophon"), words, logs: folder.path, name: "second")
        try await until { service.metric("colophon_evidence_log_stopped") == 1 }
        let ready = try #require(Loopback.get("/readyz", port: mesh.probesPort))
        #expect(ready.status == 200 && ready.body.hasPrefix("ready, but seals nothing: "), "\(ready)")
        #expect(ready.body.contains("bring the newer store back"), "\(ready)")
        #expect(service.metric("colophon_evidence_witness_disputes", label: "example.org/witness") == 1)
        #expect(service.log.contains("a witness disagrees") && service.log.contains("restored old backup"))
        try await mesh.withAuthor(account: account) { author in
            let refusal = await #expect(throws: RPCError.self) {
                try await author.submit(content, name: "6.txt", project: project)
            }
            #expect(refusal?.reason?.reason == "LOG_DISPUTED", "\(String(describing: refusal))")
            let items = try await author.items(project: project)
            #expect(items.count == 2)
            for item in items { #expect(try mesh.verify(try await author.bundle(of: item.id), of: content) == []) }
        }
        #expect(await service.stop() == .code(0))
        witness.send(signal: 15)
        _ = await witness.wait()
    }
}

extension Author {
    fileprivate func witnessedBundle(of id: String) async throws -> [UInt8] {
        let request = EvidenceV1.GetBundleRequest(which: .id(id), wait: .witnessed)
        return try await evidence.getBundle(request, options: options()) { chunks in
            var bytes: [UInt8] = []
            for try await chunk in chunks { bytes += chunk.data }
            return bytes
        }
    }
}
