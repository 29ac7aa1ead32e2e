import MeshKernel
import MeshRPC
import Testing

@Suite("A connection's time as a value")
struct ConnectionClockTests {
    private static func now(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    /// Looks whenever the clock asks for it; tells when something was to be done.
    private static func run(
        _ clock: inout ConnectionClock, from begin: Int64 = 0, until end: Int64,
        state: (Int64) -> (bytes: Int, begun: Int, open: Int)
    ) -> [(at: Int64, verdict: ConnectionClock.Verdict)] {
        var found: [(at: Int64, verdict: ConnectionClock.Verdict)] = []
        var moment = begin
        while let next = clock.next(now: now(moment)), next <= now(end) {
            moment = next.nanoseconds / 1_000_000
            let (bytes, begun, open) = state(moment)
            let verdict = clock.look(now: next, bytesIn: bytes, callsBegun: begun, callsOpen: open)
            if verdict != .nothing { found.append((moment, verdict)) }
            if verdict == .dead { break }
        }
        return found
    }

    @Test("silence is followed by a ping, and a ping without any answer by the end")
    func dead() {
        let keepalive = KeepalivePolicy(intervalMilliseconds: 1_000, timeoutMilliseconds: 300)
        var clock = ConnectionClock(
            keepalive: keepalive, ageMilliseconds: 0, idleMilliseconds: 0, chance: 0.5, now: Self.now(0))
        let found = Self.run(&clock, until: 60_000) { _ in (0, 1, 1) }
        #expect(found.map(\.verdict) == [.ping, .dead])
        #expect(found.map(\.at) == [1_000, 1_300])
    }

    @Test("any byte counts as an answer, and puts the next ping off")
    func alive() {
        let keepalive = KeepalivePolicy(intervalMilliseconds: 1_000, timeoutMilliseconds: 300)
        var clock = ConnectionClock(
            keepalive: keepalive, ageMilliseconds: 0, idleMilliseconds: 0, chance: 0.5, now: Self.now(0))
        // A byte at 600 ms, then only the answers to pings.
        var answers = 0
        var pings: [Int64] = []
        var moment: Int64 = 0
        while let next = clock.next(now: Self.now(moment)), next <= Self.now(10_000), next > Self.now(moment) {
            moment = next.nanoseconds / 1_000_000
            let bytes = (moment < 600 ? 0 : 1) + answers
            switch clock.look(now: next, bytesIn: bytes, callsBegun: 1, callsOpen: 1) {
            case .nothing: break
            case .ping:
                pings.append(moment)
                answers += 1
            case .dead, .aged, .idle: Issue.record("at \(moment)")
            }
        }
        #expect((5...8).contains(pings.count), "\(pings)")
        #expect(pings.first.map { (1_600...2_000).contains($0) } == true, "\(pings)")
    }

    @Test("without calls there is no ping unless it is permitted")
    func permission() {
        for isPermitted in [false, true] {
            let keepalive = KeepalivePolicy(
                intervalMilliseconds: 1_000, timeoutMilliseconds: 300, permitsWithoutCalls: isPermitted)
            var clock = ConnectionClock(
                keepalive: keepalive, ageMilliseconds: 0, idleMilliseconds: 0, chance: 0.5, now: Self.now(0))
            let found = Self.run(&clock, until: 5_000) { _ in (0, 0, 0) }
            #expect(found.map(\.verdict) == (isPermitted ? [.ping, .dead] : []))
        }
        let never = ConnectionClock(
            keepalive: KeepalivePolicy(intervalMilliseconds: 0), ageMilliseconds: 0, idleMilliseconds: 0, chance: 0.5,
            now: Self.now(0)
        )
        #expect(never.next(now: Self.now(0)) == nil)
    }

    @Test("age is told once; idleness as long as it lasts, and calls put it off")
    func ageAndIdleness() {
        let keepalive = KeepalivePolicy(intervalMilliseconds: 0)
        var aged = ConnectionClock(
            keepalive: keepalive, ageMilliseconds: 700, idleMilliseconds: 0, chance: 0.5, now: Self.now(0))
        let ages = Self.run(&aged, until: 100_000) { _ in (0, 1, 1) }
        #expect(ages.map(\.verdict) == [.aged] && ages.map(\.at) == [700])
        var idle = ConnectionClock(
            keepalive: keepalive, ageMilliseconds: 0, idleMilliseconds: 400, chance: 0.5, now: Self.now(0))
        // A call is open until 1 s, another is begun and over by 1.2 s.
        let found = Self.run(&idle, until: 1_900) { ($0 < 1_200 ? 0 : 1, $0 < 1_200 ? 1 : 2, $0 <= 1_000 ? 1 : 0) }
        #expect(found.map(\.verdict).allSatisfy { $0 == .idle })
        #expect(found.map(\.at) == [1_600, 1_700, 1_800, 1_900])
    }

    @Test("one that takes another's place is idle when the other would have been, however young it is")
    func successors() {
        var (busy, began, idleAt): (MonotonicTime?, Int64, Int64?) = (nil, 0, nil)
        // Each is replaced at its age, long before it would be looked at for being idle.
        while idleAt == nil, began < 10_000 {
            var clock = ConnectionClock(
                keepalive: KeepalivePolicy(intervalMilliseconds: 0), ageMilliseconds: 50, idleMilliseconds: 420,
                chance: 0.5, now: Self.now(began), busy: busy)
            let found = Self.run(&clock, from: began, until: began + 60) { _ in (0, 0, 0) }
            idleAt = found.first { $0.verdict == .idle }?.at
            busy = clock.busy
            // The next one takes a moment to be made.
            began += 57
        }
        #expect(idleAt.map { (420...480).contains($0) } == true, "\(idleAt ?? -1)")
    }

    @Test("chance moves the age and the idle time by up to a tenth either way, so that many do not end together")
    func chance() {
        let keepalive = KeepalivePolicy(intervalMilliseconds: 0)
        for (chance, expected) in [(0.0, Int64(900)), (0.5, 1_000), (0.999_999, 1_099)] {
            let aged = ConnectionClock(
                keepalive: keepalive, ageMilliseconds: 1_000, idleMilliseconds: 0, chance: chance, now: Self.now(0))
            #expect(aged.next(now: Self.now(0)).map { $0.nanoseconds / 1_000_000 } == expected)
            var idle = ConnectionClock(
                keepalive: keepalive, ageMilliseconds: 0, idleMilliseconds: 1_000, chance: chance, now: Self.now(0))
            check(idle.look(now: Self.now(expected - 1), bytesIn: 0, callsBegun: 0, callsOpen: 0) == .nothing)
            check(idle.look(now: Self.now(expected + 1), bytesIn: 0, callsBegun: 0, callsOpen: 0) == .idle)
        }
    }
}
