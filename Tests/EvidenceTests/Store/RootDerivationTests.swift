import Evidence
import MeshAPI
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

#if DEBUG
@Suite("The root is derived twice before it is signed", .timeLimit(.minutes(5)))
struct RootDerivationTests {
    /// Everything that a signature could have come to.
    private struct Outside: Equatable {
        let head: LogHead?
        let rows: [String]
        let page: [UInt8]
        let call: [UInt8]
        let asked: [UInt64]
    }

    private func outside(
        _ room: EvidenceRoom, _ strangers: OutsideRoom, _ witness: LyingWitness
    ) async throws -> Outside {
        let rows = try await room.store.read { snapshot in
            try snapshot.rows(
                """
                SELECT 'entry ' || log_index || hex(leaf) AS line FROM log_entries
                UNION ALL SELECT 'tile ' || level || '/' || tile || hex(hashes) FROM log_tiles
                UNION ALL SELECT 'head ' || size || hex(root) || hex(checkpoint) FROM log_head
                UNION ALL SELECT 'item ' || id FROM evidence
                UNION ALL SELECT 'pack ' || used FROM credit_packs
                """
            ).map { try $0.text("line") }
        }
        return Outside(
            head: room.sequencer.latest.head, rows: rows.sorted(), page: try await strangers.ask("/checkpoint").body,
            call: try await room.log.getCheckpoint(EvidenceV1.GetCheckpointRequest()).note, asked: witness.sizes)
    }

    @Test(
        "when a bit of memory flips nothing is signed, written or shown, the process is to end, and the next one seals",
        arguments: RootDerivation.allCases, [1, 255, 300])
    func flipped(derivation: RootDerivation, size: Int) async throws {
        let time = SeededTime()
        let witness = try LyingWitness(time: time)
        let folder = try TemporaryFolder("evidence")
        let identity = try EvidenceRoom.identity()
        let before = try TemporaryStore(
            EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder, time: time)
        var filling = LogFilling(identity: identity, time: time, random: SeededRandom(seed: 23))
        _ = try await filling.fill(before.store, to: UInt64(size - 1))
        await before.store.close()
        try await witness.serving { peer in
            let independents = Independents(peers: [peer], threshold: 1)
            let project = try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { room in
                let project = try await room.project()
                let item = try await room.seal([1], in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
                try await OutsideRoom.run(room) { strangers in
                    let whole = try await outside(room, strangers, witness)
                    #expect(whole.head?.size == UInt64(size) && whole.asked.last == UInt64(size))
                    await room.sequencer.flipBit(of: derivation)
                    for content: UInt8 in [2, 3] {
                        let refusal = try await #require(throws: RPCError.self) {
                            try await room.seal([content], in: project)
                        }
                        #expect(refusal.reason?.reason == "LOG_BROKEN", "\(refusal)")
                    }
                    // Whoever runs the service ends it with this.
                    #expect(await room.fatal.wait() as? LogFault == .rootMismatch(size: UInt64(size) + 1))
                    #expect(try await outside(room, strangers, witness) == whole)
                }
                return project
            }
            try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { room in
                let item = try await room.seal([2], in: project)
                #expect(item.logIndex == UInt64(size))
                _ = try await room.bundle(item.id, wait: .witnessed)
                #expect(witness.sizes.last == UInt64(size) + 1)
                #expect(try await room.audit().size == UInt64(size) + 1)
            }
        }
    }
}
#endif
