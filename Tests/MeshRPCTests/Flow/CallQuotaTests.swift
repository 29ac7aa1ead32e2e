import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("A caller's quota", .timeLimit(.minutes(2)))
struct CallQuotaTests {
    private let start = MonotonicTime(nanoseconds: 77_000_000_000)

    @Test("a burst at once, then the rate; who waits as long as it is told gets in")
    func rate() {
        var use = QuotaUse(CallQuota(callsPerSecond: 10, burstCalls: 3))
        let verdicts = (0..<4).map { _ in use.begin(now: start) }
        #expect(verdicts == [.granted, .granted, .granted, .tooFast(.milliseconds(100))])
        let early = use.begin(now: start.advanced(by: .milliseconds(99)))
        #expect(early == .tooFast(.milliseconds(1)))
        let later = (0..<2).map { _ in use.begin(now: start.advanced(by: .milliseconds(100))) }
        #expect(later == [.granted, .tooFast(.milliseconds(100))])
        // A long pause earns the burst and no more.
        let rested = (0..<4).map { _ in use.begin(now: start.advanced(by: .seconds(3_600))) }
        #expect(rested == [.granted, .granted, .granted, .tooFast(.milliseconds(100))])
    }

    @Test("over any time, the calls let in are the burst and the rate, and no more", arguments: UInt64(1)...20)
    func longRun(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        let quota = CallQuota(
            callsPerSecond: random.integer(in: 1...500), burstCalls: random.integer(in: 0...50))
        var use = QuotaUse(quota)
        var now = start
        var granted = 0
        for _ in 0..<5_000 {
            now = now.advanced(by: .microseconds(random.integer(in: 0...4_000)))
            if use.begin(now: now) == .granted { granted += 1 }
        }
        let seconds = Double(now.since(start).wholeMilliseconds) / 1_000
        let burst = quota.burstCalls > 0 ? quota.burstCalls : quota.callsPerSecond
        let most = Double(burst) + seconds * Double(quota.callsPerSecond)
        #expect(Double(granted) <= most + 1, "seed \(seed)")
        #expect(Double(granted) >= min(most - 2, 4_000) * 0.9 || granted == 5_000, "seed \(seed)")
    }

    @Test("no more calls under way than allowed; one that was refused takes no place")
    func inFlight() {
        var use = QuotaUse(CallQuota(inFlightMax: 2))
        let verdicts = (0..<4).map { _ in use.begin(now: start) }
        #expect(verdicts == [.granted, .granted, .tooMany, .tooMany])
        use.end()
        let again = (0..<2).map { _ in use.begin(now: start) }
        #expect(again == [.granted, .tooMany])
    }
}
