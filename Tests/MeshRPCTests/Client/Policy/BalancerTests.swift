import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Balancing and ejection as values")
struct BalancerTests {
    @Test("round robin gives everyone the same, and goes on when the number changes")
    func roundRobin() {
        var balancer = Balancer(.roundRobin, word: 5)
        var counts = [0, 0, 0]
        for _ in 0..<300 { counts[balancer.pick(of: 3, word: { 0 }, load: { _ in 0 })] += 1 }
        #expect(counts == [100, 100, 100])
        for count in [1, 2, 7, 1, 3] {
            check((0..<count).contains(balancer.pick(of: count, word: { 0 }, load: { _ in 0 })))
        }
        // The start is chance's, so that many clients do not call the same replica first.
        var starts: Set<Int> = []
        for word in 0..<16 {
            var balancer = Balancer(.roundRobin, word: UInt64(word))
            starts.insert(balancer.pick(of: 4, word: { 0 }, load: { _ in 0 }))
        }
        #expect(starts == [0, 1, 2, 3])
    }

    @Test("pick-first stays with the first, least-request takes the less busy of two")
    func others() {
        let random = SeededRandom(seed: 4)
        var first = Balancer(.pickFirst, word: 3)
        check((0..<9).allSatisfy { _ in first.pick(of: 3, word: { random.next() }, load: { _ in 9 }) == 0 })
        var least = Balancer(.leastRequest)
        var counts = [0, 0, 0, 0]
        let load = [5, 0, 5, 9]
        for _ in 0..<12_000 { counts[least.pick(of: 4, word: { random.next() }, load: { load[$0] })] += 1 }
        // The busiest never beats another one, the idle one wins whenever it is drawn: half of all pairs.
        #expect(counts[3] == 0)
        #expect((5_400...6_600).contains(counts[1]), "\(counts)")
        #expect(counts[0] + counts[2] == 12_000 - counts[1])
        #expect(counts[0] > 2_000 && counts[2] > 2_000)
    }

    @Test(
        "a replica where the call has just failed is taken only when there is no other",
        arguments: BalancingPolicy.allCases)
    func avoided(_ policy: BalancingPolicy) {
        let random = SeededRandom(seed: 11)
        var balancer = Balancer(policy)
        for _ in 0..<500 {
            let index = balancer.pick(
                of: 3, word: { random.next() }, load: { $0 == 1 ? 0 : 9 }, isAvoided: { $0 == 1 })
            #expect(index != 1)
            check(balancer.pick(of: 1, word: { random.next() }, load: { _ in 0 }, isAvoided: { _ in true }) == 0)
            let any = balancer.pick(of: 3, word: { random.next() }, load: { _ in 0 }, isAvoided: { _ in true })
            #expect((0..<3).contains(any))
        }
    }

    @Test("panic begins below the threshold, and whenever nobody is well")
    func panic() {
        let half = PanicThreshold(percent: 50)
        #expect(!half.isPanic(well: 2, connected: 4))
        #expect(half.isPanic(well: 1, connected: 4))
        #expect(half.isPanic(well: 0, connected: 1))
        #expect(!half.isPanic(well: 0, connected: 0))
        let never = PanicThreshold(percent: 0)
        #expect(!never.isPanic(well: 1, connected: 100))
        #expect(never.isPanic(well: 0, connected: 100))
    }

    private static func now(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    private static func detector(_ policy: OutlierPolicy, replicas: Int32) -> OutlierDetector {
        var detector = OutlierDetector(policy)
        for replica in 0..<replicas { detector.add(replica) }
        return detector
    }

    @Test("failures in a row eject, a success between them does not let it come so far")
    func consecutive() {
        var detector = Self.detector(OutlierPolicy(consecutiveFailures: 3, ejectedPercentMax: 100), replicas: 2)
        for isSuccess in [false, false, true, false, false] {
            let isEjecting = detector.record(0, isSuccess: isSuccess, now: Self.now(1))
            #expect(!isEjecting)
        }
        let third = detector.record(0, isSuccess: false, now: Self.now(1))
        #expect(third)
        #expect(detector.isEjected(0) && !detector.isEjected(1))
        // Unknown replicas and those that are ejected already change nothing.
        for replica: Int32 in [0, 7] {
            for _ in 0..<9 {
                let isEjecting = detector.record(replica, isSuccess: false, now: Self.now(2))
                #expect(!isEjecting)
            }
        }
    }

    @Test("who is called again after an ejection has its failures in a row before it once more")
    func pardon() {
        let policy = OutlierPolicy(consecutiveFailures: 3, ejectionMilliseconds: 100)
        var detector = Self.detector(policy, replicas: 1)
        var ejecting: [Bool] = []
        for _ in 0..<3 { ejecting.append(detector.record(0, isSuccess: false, now: Self.now(0))) }
        check(detector.sweep(now: Self.now(100)))
        for _ in 0..<3 { ejecting.append(detector.record(0, isSuccess: false, now: Self.now(101))) }
        #expect(ejecting == [false, false, true, false, false, true])
    }

    @Test("each ejection is longer than the last, up to the longest, and good behaviour shortens the next")
    func growth() {
        let policy = OutlierPolicy(
            consecutiveFailures: 1, intervalMilliseconds: 10, ejectionMilliseconds: 100, ejectionMillisecondsMax: 250)
        var detector = Self.detector(policy, replicas: 1)
        var clock: Int64 = 0
        func ejection() -> Int64 {
            let began = clock
            let isEjecting = detector.record(0, isSuccess: false, now: Self.now(clock))
            #expect(isEjecting)
            while detector.isEjected(0), clock < began + 1_000 {
                clock += 10
                _ = detector.sweep(now: Self.now(clock))
            }
            return clock - began
        }
        check((0..<4).map { _ in ejection() } == [100, 200, 250, 250])
        for _ in 0..<4 { _ = detector.sweep(now: Self.now(clock)) }
        check(ejection() == 100)
    }

    @Test("no more than the share allowed is ejected, but one may always be")
    func share() {
        for (percent, replicas, most) in [(50, 4, 2), (34, 3, 1), (10, 3, 1), (100, 3, 3), (0, 3, 0)] {
            var detector = Self.detector(
                OutlierPolicy(consecutiveFailures: 1, ejectedPercentMax: percent), replicas: Int32(replicas))
            for replica in 0..<Int32(replicas) { _ = detector.record(replica, isSuccess: false, now: Self.now(1)) }
            #expect(detector.ejectedCount == most, "\(percent) % of \(replicas)")
        }
    }

    @Test("a success rate far below the others' ejects, with enough replicas and calls to compare")
    func successRate() {
        func ejected(
            replicas: Int32, calls: Int, bad: Int, intervals: Int64 = 1, deviations: Double = 1.9
        ) -> [Int32] {
            var detector = Self.detector(
                OutlierPolicy(consecutiveFailures: 0, deviations: deviations), replicas: replicas)
            for interval in 1...intervals {
                for replica in 0..<replicas {
                    for call in 0..<calls {
                        let isSuccess = replica == 1 ? call % bad != 0 : call % 100 != 0
                        _ = detector.record(replica, isSuccess: isSuccess, now: Self.now(1))
                    }
                }
                _ = detector.sweep(now: Self.now(10_000 * interval))
            }
            return (0..<replicas).filter { detector.isEjected($0) }
        }
        #expect(ejected(replicas: 5, calls: 200, bad: 2) == [1])
        #expect(ejected(replicas: 5, calls: 200, bad: 100) == [])
        // Among four, one cannot lie so far from the mean; it can lie this far.
        #expect(ejected(replicas: 5, calls: 200, bad: 2, deviations: 1.5) == [1])
        #expect(ejected(replicas: 4, calls: 200, bad: 2, deviations: 1.5) == [])
        #expect(ejected(replicas: 5, calls: 200, bad: 2, deviations: 0) == [])
        #expect(ejected(replicas: 5, calls: 200, bad: 2, deviations: 2.1) == [])
        #expect(ejected(replicas: 5, calls: 99, bad: 2) == [])
        // Each interval is by itself.
        #expect(ejected(replicas: 5, calls: 99, bad: 2, intervals: 3) == [])
    }

    @Test("a replica that goes is forgotten, and one that comes begins anew")
    func membership() {
        var detector = Self.detector(OutlierPolicy(consecutiveFailures: 1), replicas: 2)
        _ = detector.record(0, isSuccess: false, now: Self.now(1))
        detector.remove(0)
        #expect(detector.ejectedCount == 0)
        detector.add(0)
        #expect(!detector.isEjected(0))
    }
}
