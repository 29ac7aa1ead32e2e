import Identity
import MeshKernel
import Testing

@Suite("Failures that were none", .timeLimit(.minutes(5)))
struct ForgivenFailureTests {
    private let rule = LoginThrottle.Rule(failuresMax: 3, spanSeconds: 60, lockSeconds: 100)
    private let begin = WallTime(milliseconds: 1_000)

    private func failing(_ times: Int) -> LoginThrottle? {
        (0..<times).reduce(nil as LoginThrottle?) { before, _ in
            LoginThrottle.failing(before, rule: rule, now: begin)
        }
    }

    @Test("one that is taken back leaves what was there before it, and a lock that it made is open")
    func takenBack() throws {
        for times in 1...3 {
            let after = try #require(failing(times))
            #expect((after.lockedUntil != nil) == (times == 3))
            #expect(LoginThrottle.forgiving(after, since: begin, rule: rule) == failing(times - 1))
        }
    }

    @Test("what was forgotten and counted anew meanwhile stays as it is")
    func other() throws {
        let after = try #require(failing(2))
        let earlier = WallTime(milliseconds: 999)
        #expect(LoginThrottle.forgiving(after, since: earlier, rule: rule) == after)
    }
}
