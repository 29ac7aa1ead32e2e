import Evidence
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("A witness speaks up while a batch is on its way", .timeLimit(.minutes(5)))
struct StopInFlightTests {
    @Test("what still waits for the store is not written, and its credit goes back")
    func waiting() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            let held = try await HeldWriter(room.store)
            let seal = Task { try await room.seal([2], in: project) }
            try await until { room.store.statistics.queuedWrites > 0 }
            room.sequencer.stop.raise(.ahead(witness: "example.org/witness", theirs: 9, ours: 1))
            try await held.release()
            let refusal = await #expect(throws: RPCError.self) { try await seal.value }
            #expect(refusal?.reason?.reason == "LOG_DISPUTED")
            #expect(try await room.audit().size == 1)
            #expect(room.sequencer.latest.head?.size == 1)
            #expect(try await room.packs().map(\.used) == [1])
        }
    }
}
