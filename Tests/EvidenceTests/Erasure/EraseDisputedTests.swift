import Evidence
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Erasing an account while a witness contradicts the log", .timeLimit(.minutes(5)))
struct EraseDisputedTests {
    private static let account = "acc_01890a5d-ac96-774b-bcce-b302099a8057"
    private static let fault = WitnessFault.ahead(witness: "example.org/witness", theirs: 99, ours: 6)

    /// Why an account is not erased; nil when it is, or will be.
    private func refusal(_ room: EvidenceRoom, _ account: String = Self.account) async -> String? {
        do throws(RPCError) {
            _ = try await room.subjects.eraseSubject(
                EvidenceV1.EraseSubjectRequest(account: account), options: room.options("identity"))
            return nil
        } catch {
            return error.reason?.reason ?? "\(error)"
        }
    }

    private func state(in room: EvidenceRoom) async throws -> String? {
        try await room.store.read {
            try $0.row("SELECT state FROM subject_erasures WHERE account = ?", .text(Self.account))?.text("state")
        }
    }

    /// What is left of everybody's works that opens them.
    private func openings(in room: EvidenceRoom) async throws -> Int64? {
        try await room.store.read { try $0.row("SELECT count(*) AS n FROM openings")?.integer("n") }
    }

    @Test("destroys its key and waits, for hours; when the dispute is over the log says of every entry that it went")
    func waits() async throws {
        let folder = try TemporaryFolder("evidence")
        let time = SeededTime()
        try await EvidenceRoom.run(folder: folder, time: time) { room in
            let project = try await room.project("A private title", account: Self.account)
            for number in 0..<5 { _ = try await room.seal([UInt8(number)], in: project, account: Self.account) }
            _ = try await room.chain(of: project, account: Self.account)
            room.sequencer.stop.raise(Self.fault)
            #expect(await refusal(room) == "LOG_DISPUTED")
            let wrapped = try await room.store.read {
                try $0.row("SELECT wrapped FROM subject_keys WHERE subject = ?", .text(Self.account))?
                    .optionalBlob("wrapped")
            }
            #expect(wrapped == nil)
            for _ in 0..<3 {
                time.advance(by: .seconds(3_600))
                await #expect(throws: EvidenceError.logDisputed(Self.fault)) {
                    try await room.server.eraseSubjects(telling: ErasureEndpoint.event)
                }
                #expect(await refusal(room) == "LOG_DISPUTED")
            }
            #expect(try await state(in: room) == "erasing")
            #expect(try await openings(in: room) == 5)
            #expect(try await room.audit().erased == 0)
            // Of whom the log holds nothing it has nothing to say.
            #expect(await refusal(room, "acc_01890a5d-ac96-774b-bcce-b302099a8058") == nil)
        }
        // Another process, in which nobody contradicts the log any more.
        try await EvidenceRoom.run(folder: folder, time: time) { room in
            #expect(try await room.server.eraseSubjects(telling: ErasureEndpoint.event) > 0)
            #expect(try await state(in: room) == "erased")
            #expect(try await openings(in: room) == 0)
            #expect(try await room.keptBlobs().isEmpty)
            #expect(try await room.audit().erased == 6)
            #expect(await refusal(room) == nil)
            let events = try await room.store.events(after: 0, limit: 1_000, reader: "registry").events
            #expect(events.count { $0.type == "evidence.item.erased" } == 6)
        }
    }
}
