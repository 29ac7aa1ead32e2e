import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

/// A bundle of today, with every kind of file that there is, and what its reader knows without it: two authorities and
/// a witness have timed the log before its entry, after it, and at two renewals.
struct EveryByteSample: Sendable {
    static let content = Array("a sketch".utf8)

    let archive: ZipArchive
    let number: EvidenceNumber
    let verifier: BundleVerifier
    /// What the verifier page's reader pastes into it (c2sp.org/tlog-policy).
    let policy: String
    /// Every time that one of the sources has stated, with its source, in the verifier's words.
    let statements: Set<String>

    let file = FileDigests(of: EveryByteSample.content)

    /// Whether these bytes still prove the work.
    func proves(_ bytes: [UInt8]) -> Bool {
        guard let archive = try? ZipArchive(reading: bytes) else { return false }
        return proves(archive)
    }

    /// Whether these files still do, by every step up to the first that does not hold.
    func proves(_ archive: ZipArchive) -> Bool { verifier.proves(archive: archive, file: file) }

    /// The same files with one byte of one of them changed.
    func flipping(_ place: Int, of entry: Int) -> ZipArchive {
        var entries = archive.entries
        var bytes = entries[entry].bytes
        bytes[place] ^= UInt8(1) << UInt8(place % 8)
        entries[entry] = ZipArchive.Entry(name: entries[entry].name, bytes: bytes)
        return ZipArchive(entries: entries)
    }

    /// The times and sources that a report on these files shows around the entry and since.
    func statements(of archive: ZipArchive) throws -> Set<String> {
        try Self.statements(by: verifier, of: archive)
    }

    private static func statements(by verifier: BundleVerifier, of archive: ZipArchive) throws -> Set<String> {
        let report = try verifier.verify(archive: archive, file: FileDigests(of: content), kind: .work)
        let detail = try #require(report.steps.first { $0.name == .interval }).detail
        return Set(detail.matches(of: #/[0-9]{4}-[0-9T:.-]+Z \([^)]+\)/#).map { String($0.output) })
    }

    static func make() async throws -> EveryByteSample {
        let time = SeededTime()
        let log = try EvidenceRoom.identity().signer.publicKey
        let servers = [try AuthorityServer(time: time), try AuthorityServer(time: time)]
        let authorities = [try await servers[0].start("one"), try await servers[1].start("two")]
        let sample = try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(
                peers: [witness.peer], threshold: 1, authorities: authorities, copies: authorities.count)
            return try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                for _ in 0..<2 {
                    let before = try await room.seal(Array("before".utf8), in: project)
                    _ = try await room.bundle(before.id, wait: .witnessed)
                }
                #expect(try await room.timing.schedule())
                #expect(try await room.timing.work())
                time.advance(by: .seconds(10))
                let item = try await room.seal(content, in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
                #expect(try await room.timing.schedule())
                #expect(try await room.timing.work())
                var bytes = try await room.bundle(item.id, wait: .witnessed).bytes
                for _ in 0..<2 {
                    try await room.grow(in: project)
                    #expect(try await room.timing.schedule())
                    #expect(try await room.timing.work())
                    bytes = try await room.renewed(bytes)
                }
                let quorum = try #require(WitnessQuorum([witness.witness.key], threshold: 1))
                let external = try zip(["one", "two"], servers).map {
                    TrustAnchors.ExternalAuthority(name: $0, trust: try $1.trust())
                }
                let trust = TrustAnchors(
                    log: log, authorities: try room.timestamps.trust(), witnesses: quorum,
                    externalAuthorities: external)
                let alone = try [
                    TrustAnchors(log: log, authorities: room.timestamps.trust(), witnesses: quorum),
                    TrustAnchors(
                        log: log, authorities: room.timestamps.trust(), externalAuthorities: [external[0]]),
                    TrustAnchors(
                        log: log, authorities: room.timestamps.trust(), externalAuthorities: [external[1]]),
                ]
                let files = try EvidenceTests.archive(of: bytes)
                return EveryByteSample(
                    archive: files, number: try #require(EvidenceNumber(item.number)),
                    verifier: BundleVerifier(trust: trust, requiredWitnesses: 1),
                    policy: "log \(log.line)\nwitness w \(witness.witness.key.line)\nquorum w\n",
                    statements: try alone.reduce(into: []) {
                        $0.formUnion(try statements(by: BundleVerifier(trust: $1), of: files))
                    })
            }
        }
        for server in servers { await server.stop() }
        return sample
    }
}
