import Evidence
import Foundation
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

/// The commands that a README.txt gives to check parts with other programs.
private struct GivenCommands {
    /// What they check, and the lines to type.
    private(set) var all: [(label: String, script: String)] = []
    /// A text of the README begins in this column, behind its label.
    private static let column = 18
    private static let programs = ["openssl ", "head "]

    /// Reads the part of `readme` that speaks of other programs: a label, then commands and prose in any order.
    init(_ readme: String) throws {
        let part = try #require(readme.components(separatedBy: "with other programs").last)
        var label = ""
        var isContinued = false
        for line in part.split(separator: "\n").dropFirst() where line.hasPrefix("  ") {
            let head = line.prefix(Self.column)
            let text = line.dropFirst(Self.column).drop { $0 == " " }
            if head.contains(where: { $0 != " " }) { label = head.filter { $0 != " " } }
            let isCommand = Self.programs.contains { text.hasPrefix($0) }
            guard isContinued || isCommand else { continue }
            if all.last?.label != label { all.append((label, "")) }
            all[all.count - 1].script += text + "\n"
            isContinued = text.hasSuffix("\\")
        }
    }

    /// Those of one label, typed into bash in `folder` with these words in the place of those that stand for something.
    /// Tokens that follow a test's clock are looked at as of `time`.
    func run(
        _ label: String, in folder: String, at time: WallTime, replacing words: [(String, String)], logs: String
    ) async throws -> FinishedProgram {
        var script = try #require(all.first { $0.label == label }).script
        for (word, meant) in words { script = script.replacing(word, with: meant) }
        script = script.replacing(
            "openssl ts -verify", with: "openssl ts -verify -attime \(time.milliseconds / 1_000)")
        return try await FinishedProgram(
            ["bash", "-c", "set -e -o pipefail\ncd '\(folder)'\n\(script)"], logs: logs)
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

    /// Runs `body` in a room whose checkpoints an authority elsewhere times, with that authority's root in PEM.
    private func timed(_ body: (EvidenceRoom, [UInt8]) async throws -> Void) async throws {
        let time = SeededTime()
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        try await EvidenceRoom.run(time: time, independents: Independents(authorities: [authority])) { room in
            try await body(room, try server.rootPEM)
        }
        await server.stop()
    }

    @Test("each command that a bundle's README.txt gives holds for it, and fails when what it checks was changed")
    func readme() async throws {
        try await timed { room, elsewhere in
            let project = try await room.project()
            let item = try await room.seal(Self.content, in: project)
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            let unpacked = try await Unpacked(
                try await room.bundle(item.id).bytes, of: Self.content, log: room.identity.signer.publicKey,
                root: try room.timestamps.root.certificate.pem())
            try WholeFile.replace(unpacked.folder.file("elsewhere.pem"), with: elsewhere)
            let given = try GivenCommands(WholeFile.text(unpacked.bundle + "/README.txt"))
            #expect(given.all.map(\.label) == ["thetime", "thetoken", "theentry", "theinterval"], "\(given)")
            let words = [
                ("FILE", unpacked.file), ("TRUST", unpacked.folder.path),
                ("ROOT-OF-THAT-AUTHORITY", unpacked.folder.file("elsewhere.pem")),
            ].sorted { $0.0.count > $1.0.count }
            let at = room.time.wall()
            let (t2, note) = ("interval/t2.tsr", "interval/t2.checkpoint")
            let changes: [(name: String, fails: Set<String>)] = [
                ("", []), (BundleFile.token, ["thetime", "theentry"]), (BundleFile.leaf, ["theentry"]),
                (t2, ["theinterval"]), (note, ["theinterval"]),
            ]
            for (name, fails) in changes {
                let path = unpacked.bundle + "/" + name
                let whole = unpacked.archive[name] ?? []
                if !name.isEmpty {
                    var bytes = whole
                    // A token ends in its signature; a checkpoint begins with what is timed.
                    bytes[name == note ? 0 : bytes.count - 1] ^= 1
                    try WholeFile.replace(path, with: bytes)
                }
                for (label, script) in given.all {
                    let program = try await given.run(
                        label, in: unpacked.bundle, at: at, replacing: words, logs: unpacked.folder.path)
                    #expect(
                        (program.exit != .code(0)) == fails.contains(label),
                        "\(name): \(script)\(program.output)\(program.errors)")
                }
                if !name.isEmpty { try WholeFile.replace(path, with: whole) }
            }
            try WholeFile.replace(unpacked.file, with: Self.content + [0])
            let other = try await given.run(
                "thetime", in: unpacked.bundle, at: at, replacing: words, logs: unpacked.folder.path)
            #expect(other.exit != .code(0))
        }
    }

    @Test("so does each that a chain's README.txt gives")
    func chainReadme() async throws {
        try await timed { room, elsewhere in
            let project = try await room.project()
            _ = try await room.seal(Self.content, in: project)
            #expect(try await room.timing.schedule())
            #expect(try await room.timing.work())
            let unpacked = try await Unpacked(
                try await room.chain(of: project).bytes, of: Self.content, log: room.identity.signer.publicKey,
                root: try room.timestamps.root.certificate.pem())
            try WholeFile.replace(unpacked.folder.file("elsewhere.pem"), with: elsewhere)
            let given = try GivenCommands(WholeFile.text(unpacked.bundle + "/README.txt"))
            #expect(given.all.map(\.label) == ["thetime", "theentry", "theinterval"], "\(given)")
            let token = try #require(
                unpacked.archive.entries.first { $0.name.hasPrefix("items/") && $0.name.hasSuffix("/token.tsr") })
            let timed = try #require(
                unpacked.archive.entries.first { $0.name.hasPrefix("times/") && $0.name.hasSuffix(".tsr") })
            let words = [
                ("ROOT-OF-THAT-AUTHORITY", unpacked.folder.file("elsewhere.pem")), ("FILE", unpacked.file),
                ("TRUST", unpacked.folder.path), ("items/N-.../token.tsr", token.name),
                ("authorities/....pem", "authorities/*.pem"), ("chain/N.", "chain/0000000000."),
                ("SIZE", "\(timed.name.dropFirst("times/".count).dropLast(".tsr".count))"),
            ]
            let changes: [(name: String, fails: Set<String>)] = [
                ("", []), (token.name, ["thetime", "theentry"]), (timed.name, ["theinterval"]),
                ("seal/chain/0000000000.leaf", ["theentry"]),
            ]
            for (name, fails) in changes {
                let whole = unpacked.archive[name] ?? []
                if !name.isEmpty {
                    try WholeFile.replace(
                        unpacked.bundle + "/" + name, with: whole.dropLast() + [whole[whole.count - 1] ^ 1])
                }
                for (label, script) in given.all {
                    let program = try await given.run(
                        label, in: unpacked.bundle, at: room.time.wall(), replacing: words, logs: unpacked.folder.path)
                    #expect(
                        (program.exit != .code(0)) == fails.contains(label),
                        "\(name): \(script)\(program.output)\(program.errors)")
                }
                if !name.isEmpty { try WholeFile.replace(unpacked.bundle + "/" + name, with: whole) }
            }
        }
    }

    @Test("a forger's own token beside the forger's own chain fails every command that a bundle prints")
    func forged() async throws {
        try await withBundle { unpacked, time in
            let given = try GivenCommands(WholeFile.text(unpacked.bundle + "/README.txt"))
            var scripts = [try #require(given.all.first { $0.label == "thetime" }).script]
            let paper = try await PrintedPaper(try #require(unpacked.archive[BundleFile.certificate]))
            #expect(paper.pages.count == 2)
            for page in paper.pages {
                let command = try #require(page.firstMatch(of: #/openssl ts -verify .*?tsa-chain\.pem/#)).output
                // What was printed on two lines is read as one.
                scripts.append(String(command).replacing("\\ ", with: ""))
            }
            let seconds = time.milliseconds / 1_000
            func typed(_ script: String) -> [String] {
                let meant = script.replacing("FILE", with: unpacked.file)
                    .replacing("TRUST", with: unpacked.folder.path)
                    .replacing("openssl ts -verify", with: "openssl ts -verify -attime \(seconds)")
                return ["bash", "-c", "cd '\(unpacked.bundle)'\n\(meant)"]
            }
            for script in scripts {
                let good = try await FinishedProgram(typed(script), logs: unpacked.folder.path)
                #expect(good.exit == .code(0), "\(script)\(good.errors)")
            }
            let forger = try TimestampRoom(time: SeededTime(start: time)).authority(
                TimestampClock(mode: .strict, time: SeededTime(start: time), discipline: StatedDiscipline()))
            try WholeFile.replace(
                unpacked.bundle + "/token.tsr", with: forger.token(for: Digest.sha256(Self.content)).response)
            try WholeFile.replace(unpacked.bundle + "/tsa-chain.pem", with: Array(forger.chainPEM.utf8))
            // Nothing is wrong with the two but whose they are.
            let believed = "openssl ts -verify -data FILE -in token.tsr -CAfile tsa-chain.pem"
            let fooled = try await FinishedProgram(typed(believed), logs: unpacked.folder.path)
            #expect(fooled.exit == .code(0), "\(fooled.errors)")
            for script in scripts {
                let bad = try await FinishedProgram(typed(script), logs: unpacked.folder.path)
                #expect(bad.exit != .code(0) && bad.errors.contains("certificate verify error"), "\(script)\(bad)")
            }
        }
    }

    /// Changes the byte after `words` to another digit.
    private static func replaceFirst(_ words: String, in bytes: inout [UInt8]) {
        guard let range = bytes.firstRange(of: Array(words.utf8)) else { return }
        bytes[range.upperBound] = bytes[range.upperBound] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
    }
}
