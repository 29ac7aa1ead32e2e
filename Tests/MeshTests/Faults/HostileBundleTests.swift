import MeshAPI
import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// `colophon verify` on what somebody sent who means no good: refused with 2 and a reason, soon, in little memory, and
/// without a file made anywhere.
@Suite("A hostile bundle is refused by the tool", .timeLimit(.minutes(5)))
struct HostileBundleTests {
    /// What Python writes; it takes names and sizes as they are given.
    private static let archives: [(name: String, script: String, words: String)] = [
        ("climbing", "z.writestr('../../escaped.txt', b'x')", "a file name that is not safe"),
        ("absolute", "z.writestr('/tmp/escaped.txt', b'x')", "a file name that is not safe"),
        ("doubled", "z.writestr('leaf.bin', b'x'); z.writestr('leaf.bin', b'y')", "two files named leaf.bin"),
        (
            "bomb", "z.writestr(zipfile.ZipInfo('leaf.bin'), bytes(1 << 29), zipfile.ZIP_DEFLATED)",
            "leaf.bin is compressed or encrypted"
        ),
        ("crowd", "[z.writestr('chain/%d.leaf' % n, b'') for n in range(9000)]", "more than 8192 files"),
        ("empty", "pass", "it has no README.txt"),
        ("stranger", "z.writestr('run.sh', b'x')", "it has no README.txt"),
    ]

    @Test("climbing, absolute, doubled, a bomb, a crowd; nothing is unpacked")
    func archives() async throws {
        let folder = try TemporaryFolder("hostile")
        let mesh = try LocalMesh()
        let file = folder.file("work.txt")
        try WholeFile.replace(file, with: "a work")
        for archive in Self.archives {
            let path = folder.file("\(archive.name).zip")
            let made = try await FinishedProgram(
                [
                    "python3", "-W", "ignore", "-c",
                    "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1],'w'); \(archive.script); z.close()", path,
                ], logs: folder.path)
            try #require(made.exit == .code(0), "\(made.errors)")
            let before = FileTree.files(below: mesh.state)
            let verified = try await mesh.colophon("verify", path, file, launcher: Self.bounded)
            #expect(verified.exit == .code(2), "\(archive.name): \(verified)")
            #expect(verified.errors.contains(archive.words), "\(archive.name): \(verified.errors)")
            // The tool's own output is all that has come.
            #expect(
                FileTree.files(below: mesh.state).filter { !$0.contains("/run-") }
                    == before.filter { !$0.contains("/run-") })
        }
        #expect(access("/tmp/escaped.txt", F_OK) != 0)
        #expect(access(folder.file("../escaped.txt"), F_OK) != 0)
    }

    @Test("what is no file, or too large for a bundle, is refused at once, in either place")
    func noFiles() async throws {
        let folder = try TemporaryFolder("hostile")
        let mesh = try LocalMesh()
        let file = folder.file("work.txt")
        try WholeFile.replace(file, with: "a work")
        let sparse = folder.file("sparse.zip")
        try WholeFile.makeSparse(sparse, bytes: 1 << 40)
        let pipe = folder.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let bundle = folder.file("bundle.zip")
        let service = try await mesh.start()
        try WholeFile.replace(
            bundle,
            with: try await mesh.withAuthor { author in
                let project = try await author.createProject()
                let item = try await author.submit(Array("a work".utf8), name: "work.txt", project: project)
                return try await author.bundle(of: item.id)
            })
        await service.stop()
        for (first, second, words) in [
            (sparse, file, "is larger than"), ("/dev/zero", file, "not a regular file"),
            (pipe, file, "not a regular file"), (folder.path, file, "is a folder"),
            (folder.file("none"), file, "no such file"), (bundle, "/dev/zero", "not a regular file"),
            (bundle, pipe, "not a regular file"), (bundle, folder.path, "is a folder"),
        ] {
            let verified = try await mesh.colophon("verify", first, second, launcher: Self.bounded)
            #expect(verified.exit == .code(2), "\(first) \(second): \(verified)")
            #expect(verified.errors.contains(words), "\(first) \(second): \(verified.errors)")
            #expect(verified.errors.contains(first == bundle ? second : first), "\(verified.errors)")
        }
        let good = try await mesh.colophon("verify", bundle, file)
        #expect(good.exit == .code(0), "\(good)")
    }

    /// Ten seconds of a processor and 1 GiB of addresses, which a debug build with its libraries needs most of.
    private static let bounded = ["prlimit", "--cpu=10", "--data=536870912"]
}
