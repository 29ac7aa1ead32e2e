import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

@Suite("Independent times around an entry", .timeLimit(.minutes(5)))
struct IntervalTests {
    private static let content = Array("a sketch".utf8)
    private static let start = WallTime(milliseconds: 1_767_225_600_000)

    /// A bundle whose `interval/` has both ends, cosigned ten seconds before and after, and tokens of an authority.
    private struct Sample {
        let bytes: [UInt8]
        let archive: ZipArchive
        let number: EvidenceNumber
        let log: NoteSigner
        let witness: WitnessSigner
        let authorities: TimestampTrust
        let external: TimestampTrust

        func verify(
            _ bytes: [UInt8], witnesses: [WitnessKey]? = nil, external: [TimestampTrust]? = nil
        ) throws -> VerificationReport.Step {
            let trust = TrustAnchors(
                log: log.publicKey, authorities: authorities,
                witnesses: try #require(WitnessQuorum(witnesses ?? [witness.publicKey], threshold: 0)),
                externalAuthorities: (external ?? [self.external]).map {
                    TrustAnchors.ExternalAuthority(name: "elsewhere", trust: $0)
                })
            let report = try BundleVerifier(trust: trust)
                .verify(bundle: bytes, file: FileDigests(of: IntervalTests.content))
            if report.steps.contains(where: { $0.outcome == .failed }) { #expect(!report.isProven) }
            return try #require(report.steps.first { $0.name == .interval })
        }

        /// The checkpoint at `name`, cosigned anew at `time`.
        func cosigned(_ name: String, at time: WallTime) throws -> [UInt8] {
            let note = try SignedNote(parsing: try #require(archive[name]))
            return SignedNote(
                text: note.text,
                signatures: [note.signatures[0], witness.cosign(note.text, at: UInt64(time.milliseconds / 1_000))]
            ).encoded
        }
    }

    private func sample() async throws -> Sample {
        let time = SeededTime(start: Self.start)
        let log = try EvidenceRoom.identity().signer
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        let made = try await WitnessRoom.run(logs: [log.publicKey], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1, authorities: [authority])
            return try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                let before = try await room.seal(Array("before".utf8), in: project)
                _ = try await room.bundle(before.id, wait: .witnessed)
                #expect(try await room.timing.schedule())
                #expect(try await room.timing.work())
                time.advance(by: .seconds(10))
                let item = try await room.seal(Self.content, in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
                #expect(try await room.timing.schedule())
                #expect(try await room.timing.work())
                for _ in 0..<3 { _ = try await room.seal(Array("after".utf8), in: project) }
                let bundle = try await room.bundle(item.id)
                return (bundle.bytes, try #require(EvidenceNumber(item.number)), try room.timestamps.trust())
            }
        }
        await server.stop()
        return Sample(
            bytes: made.0, archive: try archive(of: made.0), number: made.1, log: log,
            witness: try WitnessRoom.signer("example.org/witness", seed: 21), authorities: made.2,
            external: try server.trust())
    }

    @Test("times over checkpoints that the log signed with the key it had before still count")
    func retiredKey() async throws {
        let sample = try await sample()
        let key = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
        let next = try #require(NoteSigner(name: sample.log.publicKey.name, key: key))
        func report(retired: [NoteKey]) throws -> VerificationReport {
            let trust = TrustAnchors(
                log: next.publicKey, retiredLogKeys: retired, authorities: sample.authorities,
                witnesses: try #require(WitnessQuorum([sample.witness.publicKey], threshold: 0)))
            return try BundleVerifier(trust: trust).verify(bundle: sample.bytes, file: FileDigests(of: Self.content))
        }
        let known = try report(retired: [sample.log.publicKey])
        #expect(known.isProven, "\(known)")
        #expect(known.steps.first { $0.name == .interval }?.outcome == .passed)
        let unknown = try report(retired: [])
        #expect(!unknown.isProven)
        #expect(unknown.steps.first { $0.name == .interval }?.outcome == .notReached)
        // A bundle that was made under the new key is proven without knowing the old one, and says what that would add.
        var bytes = sample.bytes
        for entry in sample.archive.entries where entry.name.hasSuffix(".tlog-proof") {
            let proof = try LogProof(parsing: entry.bytes)
            let checkpoint = next.sign(try SignedNote(parsing: proof.checkpoint).text).encoded
            bytes = try archive(of: bytes).replacing(
                entry.name, with: LogProof(inclusion: proof.inclusion, checkpoint: checkpoint).encoded,
                number: sample.number)
        }
        for (retired, outcome) in [
            ([], VerificationReport.Outcome.notReached), ([sample.log.publicKey], .passed),
        ] {
            let trust = TrustAnchors(
                log: next.publicKey, retiredLogKeys: retired, authorities: sample.authorities,
                witnesses: try #require(WitnessQuorum([sample.witness.publicKey], threshold: 0)))
            let made = try BundleVerifier(trust: trust).verify(bundle: bytes, file: FileDigests(of: Self.content))
            let step = try #require(made.steps.first { $0.name == .interval })
            #expect(made.isProven && step.outcome == outcome, "\(made)")
            #expect(step.detail.contains("log-retired.pub") == retired.isEmpty, "\(step)")
        }
    }

    @Test("both ends by a witness, by an authority, or by both of them are shown with their sources")
    func reached() async throws {
        let sample = try await sample()
        let names = sample.archive.entries.map(\.name).filter { $0.hasPrefix("interval/") }
        #expect(
            names == [
                "interval/t1.checkpoint", "interval/t1.consistency", "interval/t1.tsr", "interval/t2.checkpoint",
                "interval/t2.consistency", "interval/t2.tsr",
            ])
        let both = try sample.verify(sample.bytes)
        #expect(both.outcome == .passed, "\(both.detail)")
        let alone = try sample.verify(sample.bytes, external: [])
        #expect(alone.outcome == .passed && alone.detail.contains("witness example.org/witness"), "\(alone.detail)")
        let tokens = try sample.verify(sample.bytes, witnesses: [])
        #expect(tokens.outcome == .passed && tokens.detail.contains("authority elsewhere"), "\(tokens.detail)")
    }

    @Test("who trusts none of the sources is told that the log's time is its own word")
    func selfAsserted() async throws {
        let sample = try await sample()
        let nobody = try sample.verify(sample.bytes, witnesses: [], external: [])
        #expect(nobody.outcome == .notReached && nobody.detail.hasPrefix("self-asserted"), "\(nobody.detail)")
        let strangers = try sample.verify(
            sample.bytes, witnesses: [try WitnessRoom.signer("example.org/witness", seed: 22).publicKey],
            external: [try TimestampRoom(time: SeededTime(start: Self.start)).trust()])
        #expect(strangers.outcome == .notReached)
        // The log's own authority is not somebody else, whatever the folder calls it.
        let own = Sample(
            bytes: sample.bytes, archive: sample.archive, number: sample.number, log: sample.log,
            witness: sample.witness, authorities: sample.external, external: sample.external)
        let step = try own.verify(sample.bytes, witnesses: [])
        #expect(step.outcome == .notReached)
    }

    @Test("a token earlier than the time before its entry, or later than the one after it, fails")
    func violated() async throws {
        let sample = try await sample()
        let token = try TimestampToken(der: TimestampResponse(der: #require(sample.archive["token.tsr"])).granted())
        func verify(_ name: String, _ seconds: Int64) throws -> VerificationReport.Step {
            let moved = try sample.cosigned(name, at: token.time.advanced(by: .seconds(seconds)))
            return try sample.verify(
                try sample.archive.replacing(name, with: moved, number: sample.number), external: [])
        }
        #expect(try verify("interval/t1.checkpoint", 1).outcome == .passed)
        #expect(try verify("interval/t1.checkpoint", 4).outcome == .failed)
        #expect(try verify("interval/t2.checkpoint", -1).outcome == .passed)
        #expect(try verify("interval/t2.checkpoint", -4).outcome == .failed)
        // One end alone is no interval, but a lie of that end still fails.
        for (name, consistency, tsr) in [
            ("interval/t1.checkpoint", "interval/t1.consistency", "interval/t1.tsr"),
            ("interval/t2.checkpoint", "interval/t2.consistency", "interval/t2.tsr"),
        ] {
            var bytes = sample.bytes
            for file in [name, consistency, tsr] {
                bytes = try archive(of: bytes).replacing(file, with: nil, number: sample.number)
            }
            let half = try sample.verify(bytes)
            #expect(half.outcome == .notReached && half.detail.hasPrefix("no independent time"), "\(half.detail)")
            let noCheckpoint = try sample.archive.replacing(name, with: nil, number: sample.number)
            #expect(try sample.verify(noCheckpoint).outcome == .failed)
            let noProof = try sample.archive.replacing(consistency, with: nil, number: sample.number)
            #expect(try sample.verify(noProof).outcome == .failed)
        }
        let swapped = try sample.archive
            .replacing("interval/t1.checkpoint", with: sample.archive["interval/t2.checkpoint"], number: sample.number)
        #expect(try sample.verify(swapped).outcome == .failed)
        let extra = try sample.archive.replacing("interval/note.txt", with: [1], number: sample.number)
        #expect(try sample.verify(extra).outcome == .failed)
    }

    @Test("a token may be two seconds off the times around its entry, to the millisecond, and no more")
    func tolerance() {
        let end = Self.start
        for (milliseconds, isAllowed) in [(2_000, true), (2_001, false), (0, true), (-86_400_000, true)]
            as [(Int64, Bool)]
        {
            #expect(IntervalRule.allows(end.advanced(by: .milliseconds(-milliseconds)), after: end) == isAllowed)
            #expect(IntervalRule.allows(end.advanced(by: .milliseconds(milliseconds)), before: end) == isAllowed)
        }
    }

    @Test("a checkpoint of another history, or of another log, is no end of an interval")
    func otherHistory() async throws {
        let sample = try await sample()
        let fake = sample.log.sign(
            Checkpoint(origin: sample.log.publicKey.name, size: 1, root: .leaf([1])).text)
        let cosigned = SignedNote(
            text: fake.text, signatures: fake.signatures + [sample.witness.cosign(fake.text, at: 1_767_225_600)])
        let bytes = try sample.archive
            .replacing("interval/t1.checkpoint", with: cosigned.encoded, number: sample.number)
        #expect(try sample.verify(bytes).outcome == .failed)
        let stranger = try ScriptedLog(1)
        let other = try sample.archive
            .replacing("interval/t1.checkpoint", with: stranger.note(1).encoded, number: sample.number)
        #expect(try sample.verify(other).outcome == .failed)
    }
}
