import FuzzTargets
import MeshTestKit
import Testing

/// The part of fuzzing that runs with every test: fixed seeds and a fixed budget. `Tests/fuzz.sh` goes on from there.
@Suite("What nobody should write or send as a picture", .serialized, .timeLimit(.minutes(5)))
struct FuzzTests {
    /// Inputs that each subject reads.
    private static let budget: [ServiceSubject: Int] = [.pictures: 2_000, .fields: 1_000]

    @Test("nothing crashes, hangs, or stays open", arguments: ServiceSubject.allCases)
    func fuzz(_ subject: ServiceSubject) async throws {
        let budget = try #require(Self.budget[subject])
        let run = try await FuzzRun.run(subject.rawValue, target: try subject.target(), from: 0xC0_1040) {
            $0.inputs >= budget
        }
        #expect(run.inputs == budget)
    }
}
