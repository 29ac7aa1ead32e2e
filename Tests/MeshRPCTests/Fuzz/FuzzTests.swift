import MeshTestKit
import Testing

/// The part of fuzzing that runs with every test: fixed seeds and a fixed budget. `Tests/fuzz.sh` goes on from there.
@Suite("Bytes that no peer should send", .serialized, .timeLimit(.minutes(5)))
struct FuzzTests {
    /// Frames (or messages, or steps) that each subject reads at least.
    private static let budget: [FuzzSubject: Int] = [
        .decoder: 900_000, .streams: 500_000, .windows: 500_000, .messages: 10_000, .json: 5_000, .server: 120_000,
        .client: 10_000, .handshake: 300,
    ]

    @Test("the budget is two million frames and more")
    func budget() {
        #expect(Self.budget.values.reduce(0, +) >= 2_000_000)
        #expect(Set(Self.budget.keys) == Set(FuzzSubject.allCases))
    }

    @Test("nothing crashes, hangs, grows or answers what was not asked", arguments: FuzzSubject.allCases)
    func fuzz(_ subject: FuzzSubject) async throws {
        let budget = try #require(Self.budget[subject])
        let run = try await FuzzRun.run(subject, from: 0xC0_1040) { $0.frames >= budget }
        #expect(run.frames >= budget)
    }
}
