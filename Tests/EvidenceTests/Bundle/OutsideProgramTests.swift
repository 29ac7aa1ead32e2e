import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

/// A bundle and what a stranger has beside it, on the disk.
private struct Unpacked {
    let folder: TemporaryFolder
    let archive: ZipArchive
    /// The work itself.
    let file: String
    /// The log's public line.
    let logKey: String
    /// The root of the timestamp authority.
    let root: String
    /// The folder with the bundle's files.
    let bundle: String

    /// Unpacks `bytes` as a person would.
    init(_ bytes: [UInt8], of content: [UInt8], log: NoteKey, root rootPEM: [UInt8]) async throws {
        folder = try TemporaryFolder("unpacked")
        archive = try ZipArchive(reading: bytes)
        file = folder.file("work")
        logKey = folder.file("log.pub")
        root = folder.file("tsa-ca.pem")
        bundle = folder.file("bundle")
        try WholeFile.replace(file, with: content)
        try WholeFile.replace(logKey, with: log.line + "\n")
        try WholeFile.replace(root, with: rootPEM)
        try WholeFile.replace(folder.file("bundle.zip"), with: bytes)
        let unzip = try await FinishedProgram(
            ["unzip", "-q", "-o", folder.file("bundle.zip"), "-d", bundle], logs: folder.path)
        try #require(unzip.exit == .code(0), "\(unzip.errors)")
    }
}

@Suite("A bundle that programs of others check", .timeLimit(.minutes(5)))
struct OutsideProgramTests {
    private static let content = Array("a work that openssl and Go look at".utf8)

    private func withBundle<T>(_ body: (Unpacked, WallTime) async throws -> T) async throws -> T {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            for number in 0..<4 { _ = try await room.seal([UInt8(number)], in: project) }
            let item = try await room.seal(Self.content, in: project)
            for number in 0..<3 { _ = try await room.seal([UInt8(number)], in: project) }
            let unpacked = try await Unpacked(
                try await room.bundle(item.id).bytes, of: Self.content, log: room.identity.signer.publicKey,
                root: try room.timestamps.root.certificate.pem())
            return try await body(unpacked, room.time.wall())
        }
    }

    @Test("openssl cms verifies the token of a bundle under its authority's root, for timestamps, and under no other")
    func cms() async throws {
        try await withBundle { unpacked, time in
            let folder = unpacked.folder
            let extracted = try await FinishedProgram(
                [
                    "openssl", "ts", "-reply", "-in", unpacked.bundle + "/token.tsr", "-token_out", "-out",
                    folder.file("token.der"),
                ], logs: folder.path)
            try #require(extracted.exit == .code(0), "\(extracted.errors)")
            let other = try TimestampRoom(time: SeededTime())
            try WholeFile.replace(folder.file("other.pem"), with: try other.root.certificate.pem())
            var broken = try WholeFile.contents(folder.file("token.der"))
            broken[broken.count - 1] ^= 1
            try WholeFile.replace(folder.file("broken.der"), with: broken)
            func verify(_ token: String, _ root: String, purpose: String = "timestampsign") async throws
                -> FinishedProgram
            {
                try await FinishedProgram(
                    [
                        "openssl", "cms", "-verify", "-inform", "DER", "-in", token, "-CAfile", root, "-purpose",
                        purpose,
                        "-attime", "\(time.milliseconds / 1_000)", "-out", folder.file("statement.der"),
                    ], logs: folder.path)
            }
            let good = try await verify(folder.file("token.der"), unpacked.root)
            #expect(good.exit == .code(0) && good.errors.contains("successful"), "\(good.errors)")
            // What was signed is about this very file.
            #expect(
                ByteSearch.finds(Digest.sha256(Self.content), in: try WholeFile.contents(folder.file("statement.der"))))
            let stranger = try await verify(folder.file("token.der"), folder.file("other.pem"))
            #expect(stranger.exit != .code(0) && stranger.errors.contains("certificate verify error"), "\(stranger)")
            let flipped = try await verify(folder.file("broken.der"), unpacked.root)
            #expect(flipped.exit != .code(0), "\(flipped)")
            let mail = try await verify(folder.file("token.der"), unpacked.root, purpose: "smimesign")
            #expect(mail.exit != .code(0) && mail.errors.contains("certificate verify error"), "\(mail)")
        }
    }

    @Test("the README's Go program proves a bundle, and fails on each part that is not what was sealed")
    func go() async throws {
        let folder = try TemporaryFolder("go")
        let program = try await GoProgram.build(
            file: Golden.path("../../../compose/examples/verify/main.go"), in: folder)
        try await withBundle { unpacked, _ in
            func run(_ key: String? = nil, file: String? = nil) async throws -> FinishedProgram {
                try await FinishedProgram(
                    [program, key ?? unpacked.logKey, unpacked.bundle, file ?? unpacked.file], logs: folder.path)
            }
            let good = try await run()
            #expect(good.exit == .code(0), "\(good.errors)\(good.output)")
            for line in [
                "the checkpoint is signed by \(EvidenceRoom.origin)", "leaf.bin is an entry of an evidence log",
                "it is entry 4 of 8", "it commits to the timestamp in token.tsr", "it commits to \(unpacked.file)",
                "it commits to the metadata",
            ] { #expect(good.output.contains("pass  \(line)\n"), "\(good.output)") }

            let changes: [(name: String, change: (inout [UInt8]) -> Void)] = [
                (BundleFile.leaf, { $0[40] ^= 1 }), (BundleFile.leaf, { $0.removeLast() }),
                (BundleFile.token, { $0[$0.count - 1] ^= 1 }),
                (BundleFile.opening, { Self.replaceFirst("workSalt\":\"", in: &$0) }),
                (BundleFile.opening, { Self.replaceFirst("metaSalt\":\"", in: &$0) }),
                (BundleFile.proof, { Self.replaceFirst("index ", in: &$0) }),
                (BundleFile.proof, { $0[$0.count - 10] = $0[$0.count - 10] == 65 ? 66 : 65 }),
            ]
            for (number, (name, change)) in changes.enumerated() {
                let path = unpacked.bundle + "/" + name
                let whole = try #require(unpacked.archive[name])
                var bytes = whole
                change(&bytes)
                try #require(bytes != whole)
                try WholeFile.replace(path, with: bytes)
                let broken = try await run()
                #expect(broken.exit == .code(1) && broken.errors.hasPrefix("FAIL"), "\(number) \(name): \(broken)")
                try WholeFile.replace(path, with: whole)
            }
            try WholeFile.replace(folder.file("other"), with: Self.content + [0])
            #expect(try await run(file: folder.file("other")).exit == .code(1))
            try WholeFile.replace(
                folder.file("other.pub"), with: try ScriptedLog(1, origin: EvidenceRoom.origin).signer.publicKey.line)
            #expect(try await run(folder.file("other.pub")).exit == .code(1))
            #expect(try await run().exit == .code(0))
        }
    }

    /// Changes the byte after `words` to another digit.
    private static func replaceFirst(_ words: String, in bytes: inout [UInt8]) {
        guard let range = bytes.firstRange(of: Array(words.utf8)) else { return }
        bytes[range.upperBound] = bytes[range.upperBound] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
    }
}
