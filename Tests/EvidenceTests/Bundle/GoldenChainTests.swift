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

/// Whole chains as each form of their archive was first made. They are written where none stand, with
/// `COLOPHON_WRITE_GOLDEN=1`, and never anew.
@Suite("The first chains of each form", .serialized, .timeLimit(.minutes(5)))
struct GoldenChainTests {
    private static let folder = Golden.path("chains")

    /// Five works, the second erased, an earlier seal, two sources of independent times.
    private func make(_ name: String) async throws {
        let path = Self.folder + "/" + name
        for folder in [path, path + "/trust"] { mkdir(folder, 0o755) }
        let time = SeededTime()
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        let log = try EvidenceRoom.identity().signer.publicKey
        try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1, authorities: [authority])
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project("样书 Chain")
                for number in 0..<5 {
                    let item = try await room.seal([UInt8(number)], in: project, name: "\(number).txt")
                    _ = try await room.bundle(item.id, wait: .witnessed)
                    time.advance(by: .seconds(100))
                    #expect(try await room.timing.schedule())
                    #expect(try await room.timing.work())
                    if number == 1 {
                        _ = try await room.erasure.eraseItem(
                            EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
                    }
                    if number == 2 { _ = try await room.chain(of: project) }
                }
                _ = try await room.chain(of: project)
                let later = try await room.seal([9], in: try await room.project("Later"))
                _ = try await room.bundle(later.id, wait: .witnessed)
                try WholeFile.replace(path + "/chain.zip", with: try await room.chain(of: project).bytes)
                try WholeFile.replace(path + "/trust/log.pub", with: Array((log.line + "\n").utf8))
                try WholeFile.replace(
                    path + "/trust/tsa-ca.pem", with: try room.timestamps.root.certificate.pem())
                try WholeFile.replace(path + "/trust/tsa-elsewhere.pem", with: try server.rootPEM)
                try WholeFile.replace(
                    path + "/trust/witnesses.txt", with: Array((witness.witness.key.line + "\n").utf8))
            }
        }
        await server.stop()
    }

    private func golden(_ name: String) async throws -> (bytes: [UInt8], verifier: ChainVerifier) {
        let path = Self.folder + "/" + name
        if Golden.isWriting, (try? WholeFile.contents(path + "/chain.zip")) == nil { try await make(name) }
        let verifier = BundleVerifier(trust: try TrustFolder.load(path + "/trust"), requiredWitnesses: 1)
        return (try WholeFile.contents(path + "/chain.zip"), ChainVerifier(verifier))
    }

    @Test("a chain of every form that there was is proven, with what was erased from it", arguments: ["v1", "v2"])
    func proven(form: String) async throws {
        let (bytes, verifier) = try await golden(form)
        #expect(try ChainVerifier.isChain(bytes))
        #expect(ChainForm(of: try archive(of: bytes)).rawValue.hasSuffix(form))
        let report = try verifier.verify(bundle: bytes, files: [FileDigests(of: [0]), FileDigests(of: [4])])
        #expect(report.isProven, "\(report)")
        // Entry 2 says that entry 1 was erased, entry 4 is the earlier seal.
        #expect(report.items.map(\.sequence) == [0, 3, 5, 6])
        #expect(report.erased.map(\.sequence) == [1] && report.earlierSeals == 1 && report.absentWorks == 0)
        #expect(report.items.map(\.isFileCompared) == [true, false, false, true])
        for item in report.items {
            let step = try #require(item.report.steps.first { $0.name == .interval })
            #expect(step.outcome != .failed && step.detail.contains("logged "), "\(step)")
        }
    }
}
