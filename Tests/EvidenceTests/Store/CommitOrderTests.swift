import Evidence
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("A checkpoint leaves after its commit", .timeLimit(.minutes(5)))
struct CommitOrderTests {
    private func size(_ note: [UInt8]) throws -> UInt64 {
        try Checkpoint(parsing: SignedNote(parsing: note).text).size
    }

    @Test("what is signed and not committed is shown to no stranger, no caller, no witness and no follower")
    func signed() async throws {
        let time = SeededTime()
        let witness = try LyingWitness(time: time)
        try await witness.serving { peer in
            let independents = Independents(peers: [peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                let first = try await room.seal([1], in: project)
                _ = try await room.bundle(first.id, wait: .witnessed)
                try await OutsideRoom.run(room) { outside in
                    let before = try await outside.ask("/checkpoint").body
                    let asked = witness.sizes
                    #expect(try size(before) == 1 && asked.last == 1)

                    let held = try await HeldWriter(room.store)
                    let sealing = Task { try await room.seal([2], in: project) }
                    // The batch comes to the writer with its checkpoint.
                    try await until { room.store.statistics.queuedWrites == 1 }
                    for _ in 0..<5 {
                        #expect(try await outside.ask("/checkpoint").body == before)
                        #expect(try await room.log.getCheckpoint(EvidenceV1.GetCheckpointRequest()).note == before)
                        #expect(room.sequencer.latest.head?.size == 1)
                        #expect(await room.sequencer.size == 1)
                    }
                    #expect(witness.sizes == asked)
                    #expect(room.store.statistics.queuedWrites == 1)

                    try await held.release()
                    let second = try await sealing.value
                    #expect(try size(try await outside.ask("/checkpoint").body) == 2)
                    _ = try await room.bundle(second.id, wait: .witnessed)
                    #expect(witness.sizes == asked + [2])
                }
            }
        }
    }
}
