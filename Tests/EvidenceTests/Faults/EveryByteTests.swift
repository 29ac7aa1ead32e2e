import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A bundle of today, and every byte of it changed in its turn; in `EveryByteTests+Chain` those of a whole chain.
@Suite("Every byte of a bundle", .timeLimit(.minutes(15)))
struct EveryByteTests {
    /// Those of `places` at which `isProven` holds, looked for by several threads.
    func places(
        _ places: some Collection<Int> & Sendable, where isProven: @escaping @Sendable (Int) throws -> Bool
    ) async throws -> [Int] {
        let all = Array(places)
        let share = max(1, all.count / 8 + 1)
        return try await withThrowingTaskGroup(of: [Int].self) { group in
            for start in stride(from: 0, to: all.count, by: share) {
                group.addTask {
                    var found: [Int] = []
                    for place in all[start..<min(start + share, all.count)] {
                        // Long work; other tests share these threads.
                        if place % 16 == 0 { await Task.yield() }
                        if try isProven(place) { found.append(place) }
                    }
                    return found
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
    }

    /// A whole chain and the times of a bundle cost a verification of many signatures for each byte: one byte in so many
    /// is flipped, in another bit each. `COLOPHON_EVERY_BYTE=1` flips each of them, which takes a quarter of an hour.
    static let chainShare = isWhole ? 1 : 7
    static let timesShare = isWhole ? 1 : 5
    static let sheetShare = isWhole ? 16 : 129

    private static let isWhole = getenv("COLOPHON_EVERY_BYTE").map { String(cString: $0) } == "1"

    /// One place in `share`, which is odd, so that every bit has its turn; all places of what is short.
    static func places(of bytes: [UInt8], oneIn share: Int) -> [Int] {
        Array(stride(from: 0, to: bytes.count, by: bytes.count <= shortBytes ? 1 : share))
    }

    private static let shortBytes = 64

    @Test("any flipped byte of any file fails a bundle that nobody made to fit, the sheet for people with it")
    func everyFile() async throws {
        let sample = try await EveryByteSample.make()
        #expect(sample.proves(sample.archive))
        let report = try sample.verifier.verify(bundle: sample.archive.encoded(), file: sample.file)
        #expect(report.isProven, "\(report.steps)")
        #expect(sample.archive[BundleFile.certificate] != nil && sample.archive.entries.count > 16)
        var tried = 0
        for (entry, file) in sample.archive.entries.enumerated() {
            let proven = try await places(file.bytes.indices) { sample.proves(sample.flipping($0, of: entry)) }
            #expect(proven == [], "\(file.name) at \(proven.prefix(10))")
            tried += file.bytes.count
        }
        #expect(tried > 60_000)
    }

    @Test("any flipped byte between the files is refused, or lies where only unpackers look")
    func frame() async throws {
        let sample = try await EveryByteSample.make()
        let bytes = try sample.archive.encoded()
        #expect(sample.proves(bytes))
        var (start, contents): (Int, [Range<Int>]) = (0, [])
        for entry in sample.archive.entries {
            let first = start + 30 + entry.name.utf8.count
            contents.append(first..<first + entry.bytes.count)
            start = first + entry.bytes.count
        }
        var record = start
        // Of each record of the directory the version that made it, and the attributes.
        var free: Set<Int> = []
        for entry in sample.archive.entries {
            free.formUnion([4, 5, 36, 37, 38, 39, 40, 41].map { record + $0 })
            record += 46 + entry.name.utf8.count
        }
        let between = bytes.indices.filter { place in !contents.contains { $0.contains(place) } }
        #expect(between.count > 2_000)
        let proven = try await places(between) { place in
            var changed = bytes
            changed[place] ^= UInt8(1) << UInt8(place % 8)
            return sample.proves(changed)
        }
        #expect(Set(proven).isSubset(of: free), "at \(Set(proven).subtracting(free).sorted())")
    }

    @Test("under a manifest and checksums made to fit, every byte of the evidence still fails; words for people do not")
    func fitted() async throws {
        let sample = try await EveryByteSample.make()
        let lean = try ZipArchive(
            reading: sample.archive.replacing(BundleFile.certificate, with: nil, number: sample.number))
        let names = sample.archive.entries.map(\.name)
        // What proves: the entry, what it commits to, its place, its time, and the chain before it.
        let evidence: Set = [
            BundleFile.leaf, BundleFile.opening, BundleFile.proof, BundleFile.token, BundleFile.chainLeaf(0),
            BundleFile.chainLeaf(1), BundleFile.chainProof(0), BundleFile.chainProof(1),
        ]
        // What tells: texts for people, copies of keys and certificates that a reader has from elsewhere, and the list of
        // the files, which whoever changes one can write anew.
        let words: Set = [
            BundleFile.readme, BundleFile.policy, BundleFile.authorityChain, BundleFile.certificate,
            BundleFile.manifest,
        ]
        let interval = names.filter { $0.hasPrefix(BundleFile.intervalFolder) }
        #expect(Set(names) == evidence.union(words).union(interval), "\(names)")
        for entry in sample.archive.entries where !interval.contains(entry.name) && entry.name != BundleFile.manifest {
            let isEvidence = evidence.contains(entry.name)
            let places = isEvidence ? Array(entry.bytes.indices) : [0, entry.bytes.count / 2, entry.bytes.count - 1]
            let whole = entry.name == BundleFile.certificate ? sample.archive : lean
            let proven = try await self.places(places) { place in
                var changed = entry.bytes
                changed[place] ^= UInt8(1) << UInt8(place % 8)
                return sample.proves(whole.fitting(entry.name, changed, number: sample.number))
            }
            #expect(proven == (isEvidence ? [] : places), "\(entry.name) at \(proven)")
        }
        // One without words is still a bundle that says which are missing, or is refused; one without evidence never holds.
        for name in evidence {
            let less = try sample.archive.replacing(name, with: nil, number: sample.number)
            #expect(!sample.proves(less), "\(name)")
        }
    }

    @Test("under a manifest made to fit, every byte about time still fails, but for those that nobody signs")
    func fittedTimes() async throws {
        let sample = try await EveryByteSample.make()
        let lean = try ZipArchive(
            reading: sample.archive.replacing(BundleFile.certificate, with: nil, number: sample.number))
        let interval = lean.entries.filter { $0.name.hasPrefix(BundleFile.intervalFolder) }
        #expect(
            interval.map(\.name).sorted()
                == ["renewed-01", "renewed-02", "t1", "t2"].flatMap { stem in
                    ["-2.tsr", ".checkpoint", ".consistency", ".tsr"].map { "interval/\(stem)\($0)" }
                })
        // A witness and two authorities about four checkpoints.
        #expect(sample.statements.count == 12 && sample.proves(lean), "\(sample.statements)")
        for entry in interval {
            let unsigned: Set<Int> =
                switch true {
                case entry.name.hasSuffix(".tsr"): try UnsignedParts.token(entry.bytes)
                case entry.name.hasSuffix(".checkpoint"):
                    try UnsignedParts.note(entry.bytes, log: EvidenceRoom.origin)
                default: []
                }
            @Sendable func changed(_ place: Int) -> ZipArchive {
                var bytes = entry.bytes
                bytes[place] ^= UInt8(1) << UInt8(place % 8)
                return lean.fitting(entry.name, bytes, number: sample.number)
            }
            let tried = Self.places(of: entry.bytes, oneIn: Self.timesShare)
            let proven = try await places(tried) { sample.proves(changed($0)) }
            let beyond = Set(proven).subtracting(unsigned)
            #expect(beyond.isEmpty, "\(entry.name) at \(beyond.sorted())")
            #expect(proven.isEmpty == unsigned.isEmpty, "\(entry.name)")
            // And what still holds says nothing that its sources did not.
            for place in proven.prefix(16) {
                let said = try sample.statements(of: changed(place))
                #expect(said.isSubset(of: sample.statements), "\(entry.name) at \(place): \(said)")
            }
        }
    }
}
