import Evidence
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

@Suite("The first version's bundle", .serialized, .timeLimit(.minutes(5)))
struct GoldenBundleTests {
    private func golden() throws -> (bytes: [UInt8], archive: ZipArchive, made: GoldenBundle) {
        if Golden.isWriting, (try? Golden.bytes("bundle.zip")) == nil { try GoldenBundle.writeFirst() }
        let bytes = try Golden.bytes("bundle.zip")
        let archive = try ZipArchive(reading: bytes)
        let made = try GoldenBundle(
            response: try #require(archive[BundleFile.token]),
            authorityChain: String(decoding: try #require(archive[BundleFile.authorityChain]), as: UTF8.self))
        return (bytes, archive, made)
    }

    @Test("today's code makes every byte of the first leaf and of the first bundle's evidence")
    func bytes() throws {
        let (_, archive, made) = try golden()
        #expect(try Golden.bytes("leaf.bin") == made.bundle.leaf)
        let today = made.bundle.archive
        // Words for people and the lists made from them may change; what is evidence may not.
        let free: Set = [BundleFile.readme, BundleFile.policy, BundleFile.manifest]
        for first in archive.entries where !free.contains(first.name) {
            #expect(today[first.name] == first.bytes, "\(first.name)")
        }
    }

    @Test("today's verifier proves the first bundle")
    func proven() throws {
        _ = try golden()
        let verifier = BundleVerifier(trust: try TrustFolder.load(Golden.path("trust")))
        let report = try verifier.verify(
            bundlePath: Golden.path("bundle.zip"), filePath: Golden.path("work.txt"))
        #expect(report.isProven, "\(report.steps)")
        #expect(report.statement.timestampAt == GoldenBundle.time)
        #expect(report.statement.timestampPolicy == TimestampPolicy.hostClock)
        #expect(report.statement.sequence == 2 && report.statement.logIndex == 4)
    }

    @Test("openssl ts proves the first bundle's time under the root that its reader has, and under no other")
    func openssl() async throws {
        let (_, archive, _) = try golden()
        let folder = try TemporaryFolder("golden")
        for name in [BundleFile.token, BundleFile.authorityChain] {
            try WholeFile.replace(folder.file(name), with: try #require(archive[name]))
        }
        try WholeFile.replace(
            folder.file("other.pem"),
            with: try TimestampRoom(time: SeededTime(start: GoldenBundle.time)).root.certificate.pem())
        for (root, isRight) in [(Golden.path("trust/tsa-ca.pem"), true), (folder.file("other.pem"), false)] {
            let program = try await FinishedProgram(
                [
                    "openssl", "ts", "-verify", "-data", Golden.path("work.txt"), "-in", folder.file(BundleFile.token),
                    "-CAfile", root, "-untrusted", folder.file(BundleFile.authorityChain), "-attime",
                    "\(GoldenBundle.time.milliseconds / 1_000)",
                ], logs: folder.path)
            #expect((program.exit == .code(0)) == isRight, "\(program.errors)")
            #expect(program.output.contains("Verification: OK") == isRight)
        }
    }

    @Test("Go's checksum-database packages prove the first bundle's place in the log, and refuse a changed one")
    func go() async throws {
        let (bytes, archive, _) = try golden()
        let folder = try TemporaryFolder("golden")
        let program = Golden.path("../Go/main.go")
        let environment = [
            "GO111MODULE": "off", "GOPATH": folder.path + ":/usr/share/gocode", "GOCACHE": folder.path + "/cache",
            "GOFLAGS": "",
        ]
        let built = try await FinishedProgram(
            ["go", "build", "-o", folder.file("bundlecheck"), program], environment: environment, logs: folder.path)
        try #require(built.exit == .code(0), "\(built.errors)")
        let good = try await FinishedProgram(
            [folder.file("bundlecheck"), Golden.path("bundle.zip"), Golden.path("trust/log.pub")], logs: folder.path)
        #expect(good.exit == .code(0), "\(good.errors)")
        #expect(good.output == "signed and included\n")

        let changed = ZipArchive(
            entries: archive.entries.map { entry in
                guard entry.name == BundleFile.leaf else { return entry }
                return ZipArchive.Entry(name: entry.name, bytes: [UInt8](entry.bytes.reversed()))
            })
        #expect(try changed.encoded() != bytes)
        try WholeFile.replace(folder.file("changed.zip"), with: changed.encoded())
        let bad = try await FinishedProgram(
            [folder.file("bundlecheck"), folder.file("changed.zip"), Golden.path("trust/log.pub")], logs: folder.path)
        #expect(bad.exit == .code(1))
    }

    @Test("flipping any byte of the bundle fails it, except in the few fields that only unpackers look at")
    func flips() async throws {
        let (bytes, archive, _) = try golden()
        let verifier = BundleVerifier(trust: try TrustFolder.load(Golden.path("trust")))
        let file = FileDigests(of: GoldenBundle.content)
        var proven: Set<Int> = []
        for position in bytes.indices {
            // Long work; other tests share these threads.
            if position % 16 == 0 { await Task.yield() }
            var changed = bytes
            changed[position] ^= UInt8(1 << (position % 8))
            if let report = try? verifier.verify(bundle: changed, file: file), report.isProven {
                proven.insert(position)
            }
        }
        // Of each directory record: version made by, internal and external attributes. In both headers alike stand
        // version needed, time and date, so that one flip makes them differ and is refused.
        let found = bytes.firstRange(of: [0x50, 0x4B, 0x01, 0x02])
        var record = try #require(found).lowerBound
        var unauthenticated: Set<Int> = []
        for entry in archive.entries {
            unauthenticated.formUnion([4, 5, 36, 37, 38, 39, 40, 41].map { record + $0 })
            record += 46 + entry.name.utf8.count
        }
        #expect(proven.isSubset(of: unauthenticated), "at \(proven.subtracting(unauthenticated).sorted())")
    }

    @Test("a changed file that its manifest and checksum agree with still fails where it is evidence")
    func rewritten() throws {
        let (_, archive, made) = try golden()
        let verifier = BundleVerifier(trust: try TrustFolder.load(Golden.path("trust")))
        let file = FileDigests(of: GoldenBundle.content)
        let evidence = [BundleFile.leaf, BundleFile.opening, BundleFile.proof, BundleFile.token]
        for name in evidence + [BundleFile.chainLeaf(0), BundleFile.chainProof(1)] {
            let content = try #require(archive[name])
            for position in stride(from: 0, to: content.count, by: 7) {
                var entries = archive.entries.filter { $0.name != BundleFile.manifest }
                let place = try #require(entries.firstIndex { $0.name == name })
                var changed = content
                changed[position] ^= 0x01
                entries[place] = ZipArchive.Entry(name: name, bytes: changed)
                let manifest = BundleManifest(number: made.bundle.number, files: entries)
                entries.insert(ZipArchive.Entry(name: BundleFile.manifest, bytes: manifest.encoded), at: 1)
                let report = try verifier.verify(bundle: ZipArchive(entries: entries).encoded(), file: file)
                #expect(!report.isProven, "\(name) at \(position)")
            }
        }
    }

    @Test("a bundle of another log, another authority or without its chain fails at that step")
    func foreign() throws {
        let (bytes, _, made) = try golden()
        let file = FileDigests(of: GoldenBundle.content)
        let anchors = try TrustFolder.load(Golden.path("trust"))
        func failed(_ trust: TrustAnchors, _ bytes: [UInt8]) throws -> [VerificationReport.StepName] {
            try BundleVerifier(trust: trust).verify(bundle: bytes, file: file).steps.filter { $0.outcome == .failed }
                .map(\.name)
        }
        let key = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
        let otherLog = try #require(NoteKey(name: EvidenceRoom.origin, key: key.publicKey))
        #expect(try failed(TrustAnchors(log: otherLog, authorities: anchors.authorities), bytes) == [.signature])
        let otherAuthority = try TimestampRoom(time: SeededTime()).trust()
        #expect(try failed(TrustAnchors(log: anchors.log, authorities: otherAuthority), bytes) == [.token])
        let bundle = made.bundle
        let chainless = Bundle(
            number: bundle.number, leaf: bundle.leaf, opening: bundle.opening, proof: bundle.proof,
            tokenResponse: bundle.tokenResponse, authorityChain: bundle.authorityChain,
            timestampPolicy: bundle.timestampPolicy, logKey: bundle.logKey, chain: [])
        #expect(try failed(anchors, chainless.archive.encoded()) == [.chain])
        let gapped = Bundle(
            number: bundle.number, leaf: bundle.leaf, opening: bundle.opening, proof: bundle.proof,
            tokenResponse: bundle.tokenResponse, authorityChain: bundle.authorityChain,
            timestampPolicy: bundle.timestampPolicy, logKey: bundle.logKey, chain: [bundle.chain[0]])
        #expect(try failed(anchors, gapped.archive.encoded()) == [.chain])
    }

    @Test("an archive without a required file, or with one that no bundle has, is refused")
    func refused() throws {
        let (_, archive, _) = try golden()
        let verifier = BundleVerifier(trust: try TrustFolder.load(Golden.path("trust")))
        let file = FileDigests(of: GoldenBundle.content)
        for name in BundleFile.required {
            let less = ZipArchive(entries: archive.entries.filter { $0.name != name })
            #expect(throws: VerificationReport.Refusal.missingFile(name)) {
                try verifier.verify(bundle: less.encoded(), file: file)
            }
        }
        let more = ZipArchive(entries: archive.entries + [ZipArchive.Entry(name: "run.sh", bytes: [1])])
        #expect(throws: VerificationReport.Refusal.unknownFile("run.sh")) {
            try verifier.verify(bundle: more.encoded(), file: file)
        }
        #expect(throws: VerificationReport.Refusal.self) { try verifier.verify(bundle: [], file: file) }
    }

    @Test("no text of the bundle claims that it shows who made the work")
    func words() throws {
        let (_, archive, _) = try golden()
        let readme = String(decoding: try #require(archive[BundleFile.readme]), as: UTF8.self)
        #expect(readme.contains("does not show\nwho made the work"))
        for name in [BundleFile.readme, BundleFile.policy, BundleFile.manifest] {
            let text = String(decoding: try #require(archive[name]), as: UTF8.self).lowercased()
            #expect(!text.contains("author of") && !text.contains("authorship") && !text.contains("copyright"))
        }
    }
}
