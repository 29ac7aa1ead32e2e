import Evidence
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("Rehearsals of the log", .timeLimit(.minutes(5)))
struct RehearsalTests {
    private func rehearse(_ body: (Store, LogIdentity) async throws -> Void) async throws {
        let temporary = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all)
        try await body(temporary.store, EvidenceRoom.identity())
        await temporary.store.close()
    }

    @Test("a filled log adds up, is filled further, and takes works after that")
    func filled() async throws {
        try await rehearse { store, identity in
            let time = SeededTime()
            let random = SeededRandom(seed: 21)
            var filling = LogFilling(identity: identity, time: time, random: random)
            #expect(try await filling.fill(store, to: 700) == 700)
            #expect(try await filling.fill(store, to: 700) == 0)
            #expect(try await LogAudit(store: store, identity: identity).run().size == 700)
            #expect(try await filling.fill(store, to: 20_000) == 19_300)
            let sequencer = try await LogSequencer(
                store: store, identity: identity, bounds: BatchBounds(), fatal: FatalSignal())
            let rehearsal = try await LogRehearsal(
                store: store, sequencer: sequencer, chains: 3, time: time, random: random)
            for number in 0..<5 { #expect(try await rehearsal.append(chain: number) == 20_000 + UInt64(number)) }
            let report = try await LogAudit(store: store, identity: identity).run()
            #expect(report.size == 20_005 && report.items == 5)
            for version in UInt32(1)...4 {
                #expect(try await rehearsal.appendChainSeal(chain: 1, version: version) == 20_004 + UInt64(version))
            }
            await #expect(throws: (any Error).self) { try await rehearsal.appendChainSeal(chain: 1, version: 4) }
            #expect(try await LogAudit(store: store, identity: identity).run().size == 20_009)
        }
    }

    @Test("proofs of any entry and of any growth lead to the root, as long as the tiles are right")
    func proofs() async throws {
        try await rehearse { store, identity in
            var filling = LogFilling(identity: identity, time: SeededTime(), random: SeededRandom(seed: 22))
            _ = try await filling.fill(store, to: 1_000)
            for index in [UInt64(0), 1, 255, 256, 511, 998, 999] {
                #expect((8...10).contains(try await LogRehearsal.prove(index, size: 1_000, in: store)))
                #expect(try await LogRehearsal.proveGrowth(from: index + 1, to: 1_000, in: store) <= 12)
            }
            try await store.write { transaction in
                _ = try transaction.execute("DELETE FROM log_tiles WHERE level = 0 AND tile = 1")
            }
            await #expect(throws: LogFault.missingTile(level: 0, index: 1)) {
                try await LogRehearsal.prove(300, size: 1_000, in: store)
            }
        }
    }
}
