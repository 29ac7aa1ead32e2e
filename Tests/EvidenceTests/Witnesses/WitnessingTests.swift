import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Showing the log to its witnesses", .timeLimit(.minutes(5)))
struct WitnessingTests {
    private let content = Array("a sketch".utf8)

    private func log() throws -> [NoteKey] { [try EvidenceRoom.identity().signer.publicKey] }

    private func refusal(_ body: () async throws -> Void) async -> RPCError? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error
        } catch {
            return nil
        }
    }

    @Test("a bundle that waits bears the quorum's cosignatures, and the verifier counts those it trusts")
    func quorum() async throws {
        let time = SeededTime()
        try await WitnessRoom.run("one", seed: 1, logs: try log(), time: time) { one in
            try await WitnessRoom.run("two", seed: 2, logs: try log(), time: time) { two in
                let independents = Independents(peers: [one.peer, two.peer], threshold: 2)
                try await EvidenceRoom.run(time: time, independents: independents) { room in
                    let project = try await room.project()
                    for number in 0..<5 {
                        let item = try await room.seal(content, in: project)
                        let bundle = try await room.bundle(item.id, wait: .witnessed)
                        let archive = try archive(of: bundle.bytes)
                        let policy = String(decoding: try #require(archive["policy.txt"]), as: UTF8.self)
                        #expect(policy.contains("group witnesses 2 w1 w2\nquorum witnesses\n"))
                        let trust = TrustAnchors(
                            log: room.identity.signer.publicKey, authorities: try room.timestamps.trust(),
                            witnesses: try #require(WitnessQuorum([one.witness.key, two.witness.key], threshold: 0)))
                        for (required, outcome) in [
                            (0, VerificationReport.Outcome.passed), (1, .passed), (2, .passed), (3, .failed),
                        ] {
                            let report = try BundleVerifier(trust: trust, requiredWitnesses: required)
                                .verify(bundle: bundle.bytes, file: FileDigests(of: content))
                            #expect(report.steps.first { $0.name == .witnesses }?.outcome == outcome)
                            #expect(report.isProven == (outcome == .passed), "\(report.steps)")
                            #expect(
                                report.steps.first { $0.name == .interval }?.outcome == .passed,
                                "\(number): \(report.steps)")
                        }
                        // Who trusts no witness is told that none was reached.
                        let alone = try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: content))
                        #expect(alone.isProven)
                        #expect(alone.steps.first { $0.name == .witnesses }?.outcome == .notReached)
                        #expect(alone.steps.first { $0.name == .interval }?.detail.hasPrefix("self-asserted") == true)
                    }
                }
            }
        }
    }

    @Test("the checkpoint that strangers read bears the cosignatures that it has")
    func shown() async throws {
        let time = SeededTime()
        try await WitnessRoom.run(logs: try log(), time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let item = try await room.seal(content, in: try await room.project())
                _ = try await room.bundle(item.id, wait: .witnessed)
                let note = try await room.log.getCheckpoint(EvidenceV1.GetCheckpointRequest()).note
                let cosigned = try SignedNote(parsing: note)
                #expect(cosigned.signatures.count == 2)
                try room.identity.signer.publicKey.verify(cosigned)
                #expect(try witness.witness.key.times(on: cosigned).count == 1)
                try await OutsideRoom.run(room) { outside in
                    let answer = try await outside.ask("/checkpoint")
                    #expect(answer.body == note)
                }
            }
        }
    }

    @Test("a witness that is down keeps nobody from sealing, and a bundle that waits for it says so in time")
    func down() async throws {
        let time = SeededTime()
        let peer = try await WitnessRoom.run(logs: try log(), time: time) { $0.peer }
        let independents = Independents(peers: [peer], threshold: 1)
        try await EvidenceRoom.run(time: time, independents: independents) { room in
            let project = try await room.project()
            let items = try await withThrowingTaskGroup(of: EvidenceV1.EvidenceItem.self) { group in
                for number in 0..<20 {
                    group.addTask { try await room.seal(Array("work \(number)".utf8), in: project, name: "\(number)") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(items.count == 20)
            let plain = try await room.bundle(items[0].id)
            #expect(try archive(of: plain.bytes).entries.allSatisfy { !$0.name.hasPrefix("interval/") })
            let refusal = await refusal {
                _ = try await room.bundle(items[0].id, wait: .witnessed, timeout: .milliseconds(700))
            }
            #expect(refusal?.reason?.reason == "NOT_WITNESSED" || refusal?.code == .deadlineExceeded)
            #expect(
                await self.refusal { _ = try await room.bundle("evd_x", wait: .witnessed) }?.code == .invalidArgument)
            #expect(
                await self.refusal { _ = try await room.bundle(items[0].id, wait: .unrecognized(7)) }?.reason?.reason
                    == "INVALID_WAIT")
        }
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            #expect(
                await self.refusal { _ = try await room.bundle(item.id, wait: .witnessed) }?.reason?.reason
                    == "NO_WITNESSES")
        }
    }

    @Test("a witness that knows less catches up, whatever the service thought that it knew")
    func behind() async throws {
        let time = SeededTime()
        let folder = try TemporaryFolder("evidence")
        let items = try await WitnessRoom.run(logs: try log(), time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            return try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { room in
                let project = try await room.project()
                var ids: [String] = []
                for _ in 0..<3 { ids.append(try await room.seal(content, in: project).id) }
                _ = try await room.bundle(ids[2], wait: .witnessed)
                return (project, ids)
            }
        }
        // The witness has lost its state and begins anew; the service remembers another size.
        try await WitnessRoom.run(logs: try log(), time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { room in
                let item = try await room.seal(content, in: items.0)
                let bundle = try await room.bundle(item.id, wait: .witnessed)
                #expect(try archive(of: bundle.bytes).entries.contains { $0.name == "interval/t1.checkpoint" })
            }
        }
    }

    @Test("a restored old backup does not start while a witness has seen more")
    func ahead() async throws {
        let time = SeededTime()
        try await WitnessRoom.run(logs: try log(), time: time) { witness in
            var independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                for _ in 0..<3 { _ = try await room.seal(content, in: project) }
                let item = try await room.seal(content, in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
            }
            let empty = try TemporaryFolder("evidence")
            let fault = WitnessFault.ahead(witness: witness.witness.key.name, theirs: 4, ours: 0)
            await #expect(throws: fault) {
                try await EvidenceRoom.run(folder: empty, time: time, independents: independents) { _ in }
            }
            #expect("\(fault)".contains("restored old backup"))
            // Whoever says `warn` may start, and so makes the fork, which the witness refuses for ever.
            independents.refusesAhead = false
            try await EvidenceRoom.run(folder: empty, time: time, independents: independents) { room in
                let project = try await room.project()
                for _ in 0..<4 { _ = try await room.seal(content, in: project) }
                let item = try await room.seal(content, in: project)
                let refusal = await refusal {
                    _ = try await room.bundle(item.id, wait: .witnessed, timeout: .milliseconds(700))
                }
                #expect(refusal != nil)
            }
        }
    }

    @Test("another log of the size that a witness has seen does not start either")
    func forked() async throws {
        let time = SeededTime()
        try await WitnessRoom.run(logs: try log(), time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let item = try await room.seal(content, in: try await room.project())
                _ = try await room.bundle(item.id, wait: .witnessed)
            }
            let folder = try TemporaryFolder("evidence")
            try await EvidenceRoom.run(folder: folder, time: time) { room in
                _ = try await room.seal(content, in: try await room.project())
            }
            await #expect(throws: WitnessFault.forked(witness: witness.witness.key.name, size: 1)) {
                try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { _ in }
            }
        }
    }

    @Test(
        "what a witness says that lies or is silent is not kept, strangers read the log's own word, and seals go on",
        arguments: LyingWitness.Fault.allCases)
    func lies(fault: LyingWitness.Fault) async throws {
        let time = SeededTime()
        let witness = try LyingWitness(time: time, fault: fault)
        try await witness.serving { peer in
            var independents = Independents(peers: [peer], threshold: 1)
            if fault == .silent { independents.patienceMilliseconds = LyingWitness.silenceMilliseconds }
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                let item = try await room.seal(content, in: project)
                // Who is asked again has been judged before.
                try await until {
                    witness.sizes.count { $0 == 1 } >= 2 || room.answers(ofWitness: peer.key.name, "cosigned") > 0
                }
                let note = try await room.log.getCheckpoint(EvidenceV1.GetCheckpointRequest()).note
                #expect(try SignedNote(parsing: note).signatures.count == 1)
                try room.identity.signer.publicKey.verify(try SignedNote(parsing: note))
                try await OutsideRoom.run(room) { outside in
                    let answer = try await outside.ask("/checkpoint")
                    #expect(answer.body == note)
                }
                let kept = try await room.store.read { try $0.rows("SELECT source FROM checkpoint_times").count }
                #expect(kept == 0 && room.answers(ofWitness: peer.key.name, "cosigned") == 0)
                #expect(room.answers(ofWitness: peer.key.name, "failed") >= 2)
                #expect(room.sequencer.stop.fault == nil && room.witnessing.witnessed.head == nil)
                for _ in 0..<3 { _ = try await room.seal(content, in: project) }
                #expect(try await room.audit().size == 4)
                // Once it does its work, what was sealed meanwhile has its cosignature too.
                witness.set(nil)
                let bundle = try await room.bundle(item.id, wait: .witnessed)
                #expect(try archive(of: bundle.bytes).entries.contains { $0.name == "interval/t2.checkpoint" })
                #expect(room.answers(ofWitness: peer.key.name, "cosigned") >= 1)
            }
        }
    }
}

extension EvidenceRoom {
    /// How often a witness gave an answer of this kind.
    fileprivate func answers(ofWitness name: String, _ outcome: String) -> UInt64 {
        metrics.counter(
            "colophon_evidence_witness_answers_total", help: "Answers of witnesses, by outcome.",
            labels: [("witness", name), ("outcome", outcome)]
        ).value
    }
}
