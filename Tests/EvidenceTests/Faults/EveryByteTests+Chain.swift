import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

/// A whole chain with every kind of file that proves something: two works, one that was erased, settings, times of a
/// witness and of an authority, and a seal.
private struct ChainSample: Sendable {
    let archive: ZipArchive
    /// The same without the sheets for people, which are most of its bytes.
    let lean: ZipArchive
    let verifier: ChainVerifier
    /// Of the seal.
    let number: EvidenceNumber

    /// The same files with another content in one of them, under lists that fit again.
    func fitting(_ name: String, _ bytes: [UInt8]) -> ZipArchive {
        var files = lean.entries
        func put(_ name: String, _ bytes: [UInt8]) {
            guard let place = files.firstIndex(where: { $0.name == name }) else { return }
            files[place] = ZipArchive.Entry(name: name, bytes: bytes)
        }
        put(name, bytes)
        if name.hasPrefix(ChainFile.seal) {
            let seal = files.filter { $0.name.hasPrefix(ChainFile.seal) }
                .map { ZipArchive.Entry(name: String($0.name.dropFirst(ChainFile.seal.count)), bytes: $0.bytes) }
            put(ChainFile.seal + BundleFile.manifest, BundleManifest(number: number, files: seal).encoded)
        }
        put(ChainFile.manifest, ChainFile.manifest(of: files))
        return ZipArchive(entries: files)
    }

    static func make() async throws -> ChainSample {
        let time = SeededTime()
        let log = try EvidenceRoom.identity().signer.publicKey
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        let sample = try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1, authorities: [authority])
            return try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                var settings = EvidenceV1.CopyrightSettings()
                settings.authors = [EvidenceV1.Author(name: "an author")]
                _ = try await room.client.setCopyright(
                    EvidenceV1.SetCopyrightRequest(project: project, settings: settings, expectedVersion: 0),
                    options: room.options())
                for number in 0..<3 {
                    let item = try await room.seal([UInt8(number)], in: project)
                    _ = try await room.bundle(item.id, wait: .witnessed)
                    #expect(try await room.timing.schedule())
                    #expect(try await room.timing.work())
                    time.advance(by: .seconds(100))
                    guard number == 1 else { continue }
                    _ = try await room.erasure.eraseItem(
                        EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
                }
                _ = try await room.chain(of: project)
                let later = try await room.seal([9], in: try await room.project("Later"))
                _ = try await room.bundle(later.id, wait: .witnessed)
                let bytes = try await room.chain(of: project).bytes
                let trust = TrustAnchors(
                    log: log, authorities: try room.timestamps.trust(),
                    witnesses: try #require(WitnessQuorum([witness.witness.key], threshold: 1)),
                    externalAuthorities: [.init(name: "elsewhere", trust: try server.trust())])
                let archive = try EvidenceTests.archive(of: bytes)
                var files = archive.entries.filter { !$0.name.hasSuffix("/" + BundleFile.certificate) }
                let list = try #require(files.firstIndex { $0.name == ChainFile.manifest })
                files[list] = ZipArchive.Entry(name: ChainFile.manifest, bytes: ChainFile.manifest(of: files))
                return ChainSample(
                    archive: archive, lean: ZipArchive(entries: files),
                    verifier: ChainVerifier(BundleVerifier(trust: trust, requiredWitnesses: 1)),
                    number: try BundleRenewal(bytes).number)
            }
        }
        await server.stop()
        return sample
    }

    /// What stands for something, by how its name begins; the rest is words, copies, and what the service wrote down.
    func isEvidence(_ name: String) -> Bool {
        let words = [
            ChainFile.readme, ChainFile.manifest, ChainFile.authorities, ChainFile.custody, ChainFile.filings,
            ChainFile.seal + BundleFile.readme, ChainFile.seal + BundleFile.manifest,
            ChainFile.seal + BundleFile.policy, ChainFile.seal + BundleFile.authorityChain,
        ]
        return !words.contains { name.hasPrefix($0) }
    }
}

extension EveryByteTests {
    @Test("a flipped byte of any file fails a whole chain that nobody made to fit")
    func everyFileOfAChain() async throws {
        let sample = try await ChainSample.make()
        #expect(sample.verifier.proves(archive: sample.archive) && sample.verifier.proves(archive: sample.lean))
        let report = try sample.verifier.verify(archive: sample.archive, files: [FileDigests(of: [0])])
        #expect(report.isProven && report.erased.count == 1 && report.settings == [1], "\(report)")
        var tried = 0
        for (archive, isLean) in [(sample.lean, true), (sample.archive, false)] {
            for (entry, file) in archive.entries.enumerated() {
                // Of the sheets for people, in which there is nothing to prove, fewer.
                guard isLean || sample.lean[file.name] == nil else { continue }
                let all = Self.places(of: file.bytes, oneIn: isLean ? Self.chainShare : Self.sheetShare)
                let proven = try await places(all) { place in
                    var entries = archive.entries
                    var bytes = file.bytes
                    bytes[place] ^= UInt8(1) << UInt8(place % 8)
                    entries[entry] = ZipArchive.Entry(name: file.name, bytes: bytes)
                    return sample.verifier.proves(archive: ZipArchive(entries: entries))
                }
                #expect(proven == [], "\(file.name) at \(proven.prefix(10))")
                tried += all.count
            }
        }
        #expect(tried > 30_000 / Self.chainShare)
    }

    @Test("under lists made to fit, a byte of a chain's evidence still fails, but for those that nobody signs")
    func fittedChain() async throws {
        let sample = try await ChainSample.make()
        let names = sample.lean.entries.map(\.name)
        for kind in [
            "seal/leaf.bin", "seal/opening.json", "seal/proof.", "seal/token.tsr", "seal/chain/", "seal/interval/",
            "items/",
            "erased/", "times/", "intervals.json", "settings/", "chain.json",
        ] { #expect(names.contains { $0.hasPrefix(kind) && sample.isEvidence($0) }, "\(kind)") }
        for file in sample.lean.entries where sample.isEvidence(file.name) {
            let unsigned: Set<Int>
            switch true {
            case file.name == ChainFile.intervals:
                // How many items have no times here: a word about what is not in the archive.
                let label = try #require(file.bytes.firstRange(of: Array(#""omitted":"#.utf8)))
                unsigned = [label.upperBound]
            case file.name.hasSuffix(".checkpoint"):
                unsigned = try UnsignedParts.note(file.bytes, log: EvidenceRoom.origin)
            case file.name.hasSuffix(".tsr") && !file.name.hasSuffix("/" + BundleFile.token):
                unsigned = try UnsignedParts.token(file.bytes)
            default: unsigned = []
            }
            let tried = Self.places(of: file.bytes, oneIn: Self.chainShare)
            let proven = try await places(tried) { place in
                var changed = file.bytes
                changed[place] ^= UInt8(1) << UInt8(place % 8)
                return sample.verifier.proves(archive: sample.fitting(file.name, changed))
            }
            let beyond = Set(proven).subtracting(unsigned)
            #expect(beyond.isEmpty, "\(file.name) at \(beyond.sorted())")
        }
    }
}
