import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Carrying a bundle forward", .timeLimit(.minutes(5)))
struct RenewalTests {
    private let content = Array("a sketch".utf8)

    private func request(_ renewal: BundleRenewal) -> EvidenceV1.RenewBundleRequest {
        EvidenceV1.RenewBundleRequest(
            size: renewal.size, logIndex: renewal.index, timestampMilliseconds: renewal.tokenTime.milliseconds)
    }

    @Test("an old bundle gets the interval that it did not have and the newest time, and the old one still holds")
    func renewed() async throws {
        let time = SeededTime()
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        let log = try EvidenceRoom.identity().signer
        try await WitnessRoom.run(logs: [log.publicKey], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1, authorities: [authority])
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                let item = try await room.seal(content, in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
                // As one that was fetched before anybody had timed the log.
                var old = try await room.bundle(item.id).bytes
                let number = try #require(EvidenceNumber(item.number))
                for name in try archive(of: old).entries.map(\.name) where name.hasPrefix("interval/") {
                    old = try archive(of: old).replacing(name, with: nil, number: number)
                }
                for round in 0..<5 {
                    time.advance(by: .seconds(100))
                    let later = try await room.seal(Array("\(round)".utf8), in: project)
                    _ = try await room.bundle(later.id, wait: .witnessed)
                }
                #expect(try await room.timing.schedule())
                #expect(try await room.timing.work())

                let trust = TrustAnchors(
                    log: log.publicKey, authorities: try room.timestamps.trust(),
                    witnesses: try #require(WitnessQuorum([witness.witness.key], threshold: 0)),
                    externalAuthorities: [.init(name: "elsewhere", trust: try server.trust())])
                func interval(_ bytes: [UInt8]) throws -> VerificationReport.Step {
                    let report = try BundleVerifier(trust: trust)
                        .verify(bundle: bytes, file: FileDigests(of: content))
                    #expect(report.isProven, "\(report.steps)")
                    return try #require(report.steps.first { $0.name == .interval })
                }
                #expect(try interval(old).outcome == .notReached)
                let renewal = try BundleRenewal(old)
                #expect(renewal.index == item.logIndex && renewal.digests == FileDigests(of: content))
                let answer = try await room.renewal.renewBundle(
                    request(renewal), options: CallOptions(timeout: .seconds(60)))
                let checkpoints = answer.checkpoints.compactMap { TimedCheckpoint($0) }
                #expect(checkpoints.map(\.place) == [.before, .after, .renewed])
                let new = try renewal.bundle(with: checkpoints)
                let step = try interval(new)
                #expect(step.outcome == .passed && step.detail.contains("; renewed "), "\(step.detail)")
                // Once more changes nothing when nobody has timed the log since.
                let again = try BundleRenewal(new)
                #expect(try again.bundle(with: checkpoints) == new)
                #expect(try interval(old).outcome == .notReached)

                // A renewed checkpoint of another history is not one of this log.
                var forged = checkpoints
                let fake = log.sign(Checkpoint(origin: log.publicKey.name, size: 6, root: .leaf([1])).text)
                forged[2] = TimedCheckpoint(
                    place: .renewed, note: fake.encoded, responses: [], consistency: checkpoints[2].consistency)
                let broken = try BundleVerifier(trust: trust)
                    .verify(bundle: try renewal.bundle(with: forged), file: FileDigests(of: content))
                #expect(!broken.isProven)

                for (size, index, milliseconds) in [
                    (UInt64(7), UInt64(0), Int64(0)), (1, 1, 0), (0, 0, 0), (1, 0, .max), (1, 0, .min), (.max, 0, 0),
                ] {
                    await #expect(throws: RPCError.self) {
                        _ = try await room.renewal.renewBundle(
                            EvidenceV1.RenewBundleRequest(
                                size: size, logIndex: index, timestampMilliseconds: milliseconds),
                            options: CallOptions(timeout: .seconds(60)))
                    }
                }
            }
        }
        await server.stop()
    }

    @Test("what is not a bundle is not renewed")
    func refused() throws {
        #expect(throws: BundleRenewal.Failure.self) { try BundleRenewal([]) }
        let golden = try Golden.bytes("bundle.zip")
        #expect(try BundleRenewal(golden).bundle(with: []) == golden)
        for name in [BundleFile.proof, BundleFile.token, BundleFile.opening] {
            let renewal = try BundleRenewal(golden)
            let bytes = try archive(of: golden).replacing(name, with: [1], number: renewal.number)
            #expect(throws: BundleRenewal.Failure.unreadable(name)) { try BundleRenewal(bytes) }
        }
    }
}
