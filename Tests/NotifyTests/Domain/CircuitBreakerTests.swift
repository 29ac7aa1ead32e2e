import MeshKernel
import MeshTestKit
import Notify
import Testing

@Suite("A provider that fails", .timeLimit(.minutes(5)))
struct CircuitBreakerTests {
    private func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.Limits.failuresMax { breaker.failed(at: at(0)) }
        return breaker
    }

    @Test("five failures in a row leave it alone, and a success between them starts the count anew")
    func opens() {
        var breaker = CircuitBreaker()
        for _ in 0..<4 { breaker.failed(at: at(0)) }
        #expect(breaker.admits(at: at(0)) == true)
        breaker.succeeded()
        for _ in 0..<4 { breaker.failed(at: at(0)) }
        #expect(breaker.admits(at: at(0)) == true)
        breaker.failed(at: at(0))
        #expect(breaker.admits(at: at(0)) == false)
        #expect(breaker.admits(at: at(4_999)) == false)
        #expect(breaker.pause(at: at(1_000)) == .milliseconds(4_000))
    }

    @Test("after its pause it is asked once, and only an answer brings it back")
    func probes() {
        var breaker = opened()
        #expect(breaker.admits(at: at(5_000)) == true)
        #expect(breaker.admits(at: at(5_001)) == false)
        breaker.succeeded()
        #expect(breaker.admits(at: at(5_002)) == true)
        #expect(breaker.admits(at: at(5_003)) == true)
        #expect(breaker.pause(at: at(5_003)) == .zero)
    }

    @Test("each probe that fails doubles the pause, up to five minutes")
    func doubles() {
        var breaker = opened()
        var now: Int64 = 5_000
        for pause in [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000] as [Int64] {
            #expect(breaker.admits(at: at(now)) == true)
            breaker.failed(at: at(now))
            #expect(breaker.admits(at: at(now + pause - 1)) == false, "\(pause)")
            now += pause
        }
        #expect(breaker.admits(at: at(now)) == true)
    }

    @Test("a probe that nobody answers for does not keep the next one back for ever")
    func lostProbe() {
        var breaker = opened()
        #expect(breaker.admits(at: at(5_000)) == true)
        #expect(breaker.admits(at: at(64_999)) == false)
        #expect(breaker.admits(at: at(65_000)) == true)
    }

    @Test("a failure of somebody who was asked before it opened does not make the pause longer")
    func lateFailure() {
        var breaker = opened()
        breaker.failed(at: at(4_000))
        #expect(breaker.admits(at: at(5_000)) == true)
    }

    @Test("while a probe is under way it is worth looking again within five seconds, and not later than it is given up")
    func probing() {
        var breaker = opened()
        #expect(breaker.admits(at: at(5_000)) == true)
        #expect(breaker.pause(at: at(5_000)) == .seconds(5))
        #expect(breaker.pause(at: at(63_000)) == .seconds(2))
    }

    @Test("a webhook that was not called for long, as a deleted one is not, is forgotten; one that fails on is not")
    func resting() throws {
        let time = SeededTime(start: NotifyRoom.noon)
        let source = IdentifierSource(time: time, random: SystemRandom())
        let resting = WebhookBreakers(time: time)
        let deleted = source.next(.webhook)
        let failing = source.next(.webhook)
        for _ in 0..<CircuitBreaker.Limits.failuresMax {
            resting.tell(deleted, isWell: false)
            resting.tell(failing, isWell: false)
        }
        #expect(!resting.admits(deleted) && !resting.admits(failing) && resting.count == 2)
        time.advance(by: .seconds(Limits.restingWebhookSeconds - 1))
        resting.tell(failing, isWell: false)
        #expect(resting.count == 2)
        time.advance(by: .seconds(2))
        resting.tell(failing, isWell: false)
        #expect(resting.count == 1)
        resting.tell(failing, isWell: true)
        #expect(resting.count == 0)
    }

    @Test("a probe that was not made leaves its place to the next")
    func withdrawn() {
        var breaker = opened()
        #expect(breaker.admits(at: at(5_000)) == true)
        breaker.withdrawn()
        #expect(breaker.admits(at: at(5_001)) == true)
        breaker.failed(at: at(5_001))
        #expect(breaker.admits(at: at(15_000)) == false && breaker.admits(at: at(15_001)) == true)
    }
}
