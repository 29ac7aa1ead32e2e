import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Carrying a bundle forward", .timeLimit(.minutes(5)))
struct RenewalTests {
    private let content = Array("a sketch".utf8)

    private func request(_ renewal: BundleRenewal) -> EvidenceV1.RenewBundleRequest {
        EvidenceRoom.request(renewal)
    }

    private func renewed(_ bytes: [UInt8], in room: EvidenceRoom) async throws -> [UInt8] {
        try await room.renewed(bytes)
    }

    private func grow(_ room: EvidenceRoom, in project: String) async throws { try await room.grow(in: project) }

    /// A room with a witness that its reader trusts.
    private func witnessed(
        _ body: (EvidenceRoom, BundleVerifier) async throws -> Void
    ) async throws {
        let time = SeededTime()
        let log = try EvidenceRoom.identity().signer.publicKey
        try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let trust = TrustAnchors(
                    log: log, authorities: try room.timestamps.trust(),
                    witnesses: try #require(WitnessQuorum([witness.witness.key], threshold: 0)))
                try await body(room, BundleVerifier(trust: trust))
            }
        }
    }

    @Test("whoever has a bundle is answered while its account is being erased and the log does not say so yet")
    func erasing() async throws {
        try await witnessed { room, _ in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let bundle = try await room.bundle(item.id, wait: .witnessed).bytes
            try await grow(room, in: project)
            // As the first step of the erasure leaves it.
            try await room.store.write { try $0.destroySubjectKey("acc_a") }
            let renewal = try BundleRenewal(bundle)
            #expect(!renewal.openingDigest.isEmpty)
            let answer = try await room.renewal.renewBundle(
                request(renewal), options: CallOptions(timeout: .seconds(60)))
            #expect(!answer.checkpoints.isEmpty)
        }
    }

    @Test("each renewal comes after the ones before, is proven from the last of them, and their number has a bound")
    func chainOfTimes() async throws {
        try await witnessed { room, verifier in
            let project = try await room.project()
            try await grow(room, in: project)
            let item = try await room.seal(content, in: project)
            _ = try await room.bundle(item.id, wait: .witnessed)
            let number = try #require(EvidenceNumber(item.number))
            func interval(_ bytes: [UInt8]) throws -> VerificationReport.Step {
                let report = try verifier.verify(bundle: bytes, file: FileDigests(of: content))
                return try #require(report.steps.first { $0.name == .interval })
            }
            var bundles = [try await room.bundle(item.id).bytes]
            for _ in 0..<3 {
                try await grow(room, in: project)
                bundles.append(try await renewed(bundles[bundles.count - 1], in: room))
            }
            let last = try archive(of: bundles[3])
            let names = last.entries.map(\.name).filter { $0.hasPrefix("interval/renewed") && $0.hasSuffix("point") }
            #expect(names == (1...3).map { "interval/renewed-0\($0).checkpoint" })
            // What was there stays byte for byte.
            let before = try archive(of: bundles[2])
            for name in before.entries.map(\.name) where name.hasPrefix("interval/renewed") {
                #expect(last[name] == before[name], "\(name)")
            }
            #expect(try interval(bundles[1]).detail.contains("; renewed 2"))
            let step = try interval(bundles[3])
            #expect(step.outcome == .passed && step.detail.contains("; renewed 3 times, from 2"), "\(step)")
            #expect(try await renewed(bundles[3], in: room) == bundles[3])

            // One that is missing, in another's place, or proven from elsewhere.
            func without(_ stem: String) throws -> [UInt8] {
                var bytes = bundles[3]
                for ending in ["checkpoint", "consistency"] {
                    bytes = try archive(of: bytes).replacing("interval/\(stem).\(ending)", with: nil, number: number)
                }
                return bytes
            }
            #expect(try interval(try without("renewed-03")).outcome == .passed)
            #expect(try interval(try without("renewed-02")).outcome == .failed)
            #expect(try interval(try without("renewed-01")).detail.contains("is not of the same tree"))
            let fromStart = try await room.renewal.renewBundle(
                EvidenceV1.RenewBundleRequest(
                    size: try BundleRenewal(bundles[0]).size, logIndex: item.logIndex,
                    timestampMilliseconds: try BundleRenewal(bundles[0]).tokenTime.milliseconds),
                options: CallOptions(timeout: .seconds(60)))
            let newest = try #require(fromStart.checkpoints.last)
            let way =
                "colophon/consistency/v1\n" + newest.hashes.map { Base64.encode($0) + "\n" }.joined() + "\n"
            let skipping = try last.replacing(
                "interval/renewed-03.consistency", with: Array(way.utf8), number: number)
            #expect(try interval(skipping).outcome == .failed)
            let twice = try last.replacing(
                "interval/renewed-03.checkpoint", with: last["interval/renewed-02.checkpoint"], number: number)
            let nothing = try archive(of: twice).replacing(
                "interval/renewed-03.consistency", with: Array("colophon/consistency/v1\n\n".utf8), number: number)
            #expect(try interval(nothing).detail.contains("is older than the renewal before it"))

            // As one that was renewed when there was one place alone.
            var old = bundles[1]
            for ending in ["checkpoint", "consistency"] {
                let bytes = try #require(archive(of: old)["interval/renewed-01.\(ending)"])
                old = try archive(of: old).replacing("interval/renewed-01.\(ending)", with: nil, number: number)
                old = try archive(of: old).replacing("interval/renewed.\(ending)", with: bytes, number: number)
            }
            let carried = try await renewed(old, in: room)
            #expect(try interval(carried).detail.contains("; renewed 2 times, from 2"))
            #expect(try archive(of: carried)["interval/renewed.checkpoint"] != nil)
            #expect(try archive(of: carried)["interval/renewed-01.checkpoint"] != nil)

            // Past the bound the last one is replaced, and still proven from the one before it.
            var many = bundles[3]
            for _ in 3...TimedName.Limits.renewalsMax {
                try await grow(room, in: project)
                many = try await renewed(many, in: room)
            }
            let full = try archive(of: many)
            #expect(full.entries.count { $0.name.hasPrefix("interval/renewed") && $0.name.hasSuffix("point") } == 64)
            #expect(try interval(many).detail.contains("; renewed 64 times, from 2"))
            #expect(try await renewed(many, in: room) == many)
        }
    }

    @Test("a whole chain is carried forward by its seal, and items without a time of their own take the seal's")
    func chains() async throws {
        try await witnessed { room, verifier in
            let project = try await room.project()
            for number in 0..<3 { _ = try await room.seal([UInt8(number)], in: project) }
            try await grow(room, in: project)
            let exported = try await room.chain(of: project).bytes
            // As one that was exported before anybody had timed the log.
            var files = try archive(of: exported).entries.filter {
                !$0.name.hasPrefix(ChainFile.times) && !$0.name.hasPrefix("seal/interval/")
            }
            func put(_ name: String, _ bytes: [UInt8]) {
                files = files.map { $0.name == name ? ZipArchive.Entry(name: name, bytes: bytes) : $0 }
            }
            put(ChainFile.intervals, ChainIntervals(intervals: [], omitted: 0).encoded)
            let seal = files.filter { $0.name.hasPrefix(ChainFile.seal) }
                .map { ZipArchive.Entry(name: String($0.name.dropFirst(5)), bytes: $0.bytes) }
            let renewal = try BundleRenewal(exported)
            put("seal/manifest.json", BundleManifest(number: renewal.number, files: seal).encoded)
            put(ChainFile.manifest, ChainFile.manifest(of: files))
            let old = try ZipArchive(entries: files).encoded()
            func report(_ bytes: [UInt8]) throws -> ChainReport {
                try ChainVerifier(verifier).verify(bundle: bytes, files: [])
            }
            let bare = try report(old)
            #expect(bare.isProven && bare.intervals.allSatisfy { $0.detail.hasPrefix("self-asserted: ") }, "\(bare)")
            #expect(renewal.isChain && renewal.renewedSize == 0)

            try await grow(room, in: try await room.project("Other"))
            let once = try await renewed(old, in: room)
            let first = try report(once)
            #expect(first.isProven, "\(first)")
            for item in first.items {
                let step = try #require(item.report.steps.first { $0.name == .interval })
                #expect(
                    step.detail.contains("before 2") && step.detail.hasSuffix("by the times of the seal"), "\(step)")
            }
            let seals = try #require(first.seal.steps.first { $0.name == .interval })
            #expect(seals.detail.contains("; renewed 2"), "\(seals)")
            try await grow(room, in: try await room.project("Another"))
            let again = try await renewed(once, in: room)
            let second = try report(again)
            #expect(second.isProven)
            #expect(second.seal.steps.contains { $0.detail.contains("; renewed 2 times, from 2") })
            #expect(try await renewed(again, in: room) == again)
            // All but the seal's times and the lists over them stays byte for byte.
            for entry in try archive(of: old).entries where !entry.name.hasSuffix(BundleFile.manifest) {
                #expect(try archive(of: again)[entry.name] == entry.bytes, "\(entry.name)")
            }
            // Of a seal nothing is written down on whichever item.
            let records = try await room.store.read {
                try $0.row("SELECT count(*) AS found FROM custody WHERE kind = 'renewed'")?.integer("found")
            }
            #expect(records == 0)
        }
    }

    @Test("a chain of the first form is carried forward too, and stays as it is without newer times")
    func firstChain() throws {
        let path = Golden.path("chains/v1")
        let bytes = try WholeFile.contents(path + "/chain.zip")
        let renewal = try BundleRenewal(bytes)
        #expect(renewal.isChain)
        #expect(try renewal.bundle(with: []) == bytes)
        let proof = try LogProof(parsing: #require(archive(of: bytes)["seal/" + BundleFile.proof]))
        let text = try SignedNote(parsing: proof.checkpoint).text
        let witness = try WitnessRoom.signer("example.org/witness", seed: 21)
        let later = UInt64(renewal.tokenTime.milliseconds / 1_000 + 31_536_000)
        let log = try EvidenceRoom.identity().signer.sign(text).signatures
        let note = SignedNote(text: text, signatures: log + [witness.cosign(text, at: later)])
        let new = try renewal.bundle(with: [
            TimedCheckpoint(
                place: .renewed, note: note.encoded, responses: [], consistency: ConsistencyProof(hashes: []))
        ])
        let verifier = ChainVerifier(BundleVerifier(trust: try TrustFolder.load(path + "/trust")))
        let report = try verifier.verify(bundle: new, files: [])
        #expect(report.isProven, "\(report)")
        #expect(report.seal.steps.contains { $0.name == .interval && $0.detail.contains("; renewed 2027") })
    }

    @Test("a bundle of another log, closed or unknown, is refused for that, and nothing is written down")
    func otherLogs() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            let bundle = try await room.bundle(item.id).bytes
            let renewal = try BundleRenewal(bundle)
            #expect(renewal.origin == EvidenceRoom.origin)
            func ask(_ change: (inout EvidenceV1.RenewBundleRequest) -> Void) async throws {
                var asked = request(renewal)
                change(&asked)
                _ = try await room.renewal.renewBundle(asked, options: CallOptions(timeout: .seconds(60)))
            }
            func records() async throws -> Int64 {
                try await room.store.read {
                    try $0.row("SELECT count(*) AS found FROM custody WHERE kind = 'renewed'")?.integer("found") ?? -1
                }
            }
            let refusal = await #expect(throws: RPCError.self) { try await ask { $0.origin = "closed.example/log" } }
            #expect(refusal?.reason?.reason == "OTHER_LOG" && refusal?.code == .failedPrecondition)
            #expect(refusal?.message.contains(EvidenceRoom.origin) == true)
            #expect(try await records() == 0)
            // Who only knows what the log itself tells everybody leaves no trace, whatever is guessed.
            let archive = try archive(of: bundle)
            let guesses: [[UInt8]] = [
                [], [1], [UInt8](repeating: 0, count: 32), item.leafHash, item.sha256,
                Digest.sha256(try #require(archive[BundleFile.leaf])),
            ]
            for guess in guesses { try await ask { $0.openingSha256 = guess } }
            try await ask {
                $0.openingSha256 = []
                $0.origin = ""
            }
            #expect(try await records() == 0)
            for size: UInt64 in [2, .max] {
                let wrong = await #expect(throws: RPCError.self) { try await ask { $0.renewedSize = size } }
                #expect(wrong?.reason?.reason == "INVALID_RENEWAL")
            }
            // The holder's is written down once a day, also by a caller from before there was an origin.
            try await ask { _ in }
            try await ask { $0.origin = "" }
            #expect(try await records() == 1)
            room.time.advance(by: .seconds(86_401))
            try await ask { $0.origin = "" }
            #expect(try await records() == 2)
            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
            room.time.advance(by: .seconds(86_401))
            try await ask { _ in }
            #expect(try await records() == 2)
        }
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
