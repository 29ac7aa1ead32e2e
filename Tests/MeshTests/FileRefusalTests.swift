import MeshTestKit
import Testing

/// Files that cannot be sealed, given to the command line tool as a person would: refused by name, with exit code 2, and
/// nothing is sealed.
@Suite("A file that cannot be sealed is refused by name", .timeLimit(.minutes(10)))
struct FileRefusalTests {
    /// Runs `colophon seal` on a mesh of its own and expects a refusal that names `path` and says `words`.
    private func expectRefusal(
        _ words: String, launcher: [String] = [], _ path: (LocalMesh) throws -> String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let path = try path(mesh)
        let sealing = try await mesh.colophon("seal", path, "--mesh", mesh.meshPath, launcher: launcher)
        #expect(sealing.exit == .code(2), "\(sealing)", sourceLocation: sourceLocation)
        #expect(sealing.errors.contains(path), "\(sealing.errors)", sourceLocation: sourceLocation)
        #expect(sealing.errors.contains(words), "\(sealing.errors)", sourceLocation: sourceLocation)
        await service.stop()
        try await mesh.expectNothingSealed(sourceLocation: sourceLocation)
    }

    @Test("no file of that name")
    func missing() async throws {
        try await expectRefusal("no such file") { $0.authority.folder.file("no-such-work.png") }
    }

    @Test("a folder")
    func folder() async throws {
        try await expectRefusal("is a folder") { "\($0.state)/pki" }
    }

    @Test("a device")
    func device() async throws {
        try await expectRefusal("not a regular file") { _ in "/dev/zero" }
    }

    @Test("an empty file")
    func empty() async throws {
        try await expectRefusal("is empty") { mesh in
            try WholeFile.replace(mesh.authority.folder.file("blank.txt"), with: "")
            return mesh.authority.folder.file("blank.txt")
        }
    }

    @Test("a file that may not be read")
    func unreadable() async throws {
        // Root reads everything unless the two capabilities for that are taken away.
        let launcher =
            Privileges.isRoot
            ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"] : []
        try await expectRefusal("Permission denied", launcher: launcher) { mesh in
            let path = mesh.authority.folder.file("locked.txt")
            try WholeFile.replace(path, with: "words")
            try Privileges.forbidReading(path)
            return path
        }
    }

    @Test("a file that changes while it is read")
    func changing() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let path = mesh.authority.folder.file("growing.bin")
        try WholeFile.makeSparse(path, bytes: 256 << 20)
        let sealing = try mesh.startColophon("seal", path, "--mesh", mesh.meshPath)
        // One byte of the file changes again and again, from before the first read until the tool has ended.
        var value: UInt8 = 0
        while sealing.isRunning {
            value &+= 1
            try WholeFile.overwriteFirstByte(path, with: value)
            await Task.yield()
        }
        #expect(await sealing.wait() == .code(2))
        #expect(sealing.errors.contains("changed while it was read"), "\(sealing.errors)")
        #expect(sealing.errors.contains(path))
        await service.stop()
        try await mesh.expectNothingSealed()
    }

    @Test("the same tool on the same mesh seals a good file, and its bundle verifies")
    func good() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let path = mesh.authority.folder.file("work.txt")
        try WholeFile.replace(path, with: "a work in progress")
        let sealing = try await mesh.colophon(
            "seal", path, "--mesh", mesh.meshPath, "--output", mesh.authority.folder.file("bundles"))
        #expect(sealing.exit == .code(0), "\(sealing)")
        let bundles = FileTree.files(below: mesh.authority.folder.file("bundles"))
        #expect(bundles.count == 1)
        let verifying = try await mesh.colophon("verify", try #require(bundles.first), path)
        #expect(verifying.exit == .code(0), "\(verifying)")
        try WholeFile.replace(path, with: "another work")
        let failing = try await mesh.colophon("verify", try #require(bundles.first), path)
        #expect(failing.exit == .code(1), "\(failing)")
        await service.stop()
    }
}
