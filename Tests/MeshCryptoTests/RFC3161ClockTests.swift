import MeshCrypto
import MeshKernel
import MeshTestKit
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite("The timestamp authority's clock", .timeLimit(.minutes(5)))
struct RFC3161ClockTests {
    private let digest = Digest.sha256([1])

    @Test("an unsynchronised clock names no time under `strict`, and an honest policy under `host`")
    func unsynchronised() throws {
        let strict = try RFC3161Authority(mode: .strict)
        strict.discipline.state(isSynchronised: false)
        #expect(throws: ClockRefusal.unsynchronised) { try strict.clock.now() }
        #expect(throws: TimestampError.timeNotAvailable) { try strict.authority.token(for: digest) }
        strict.discipline.state()
        #expect(try strict.authority.token(for: digest).token.policy == TimestampPolicy.synchronisedClock)

        let host = try RFC3161Authority(mode: .host)
        host.discipline.state(isSynchronised: false)
        #expect(try host.authority.token(for: digest).token.policy == TimestampPolicy.hostClock)
    }

    @Test("a refusal is a response with the failure `timeNotAvailable`")
    func refusal() throws {
        let made = try RFC3161Authority()
        made.discipline.state(isSynchronised: false)
        let response = try TimestampResponse(
            der: made.authority.respond(to: TimestampRequest(digest: digest, nonce: 1).encoded))
        #expect(response.status == 2)
        #expect(response.failure == TimestampResponse.timeNotAvailable)
        #expect(response.token == nil)
    }

    @Test("an estimated error above half a second is too much, at half a second it is not")
    func inaccurate() throws {
        let made = try RFC3161Authority()
        made.discipline.state(estimatedErrorMicroseconds: 500_000)
        _ = try made.clock.now()
        made.discipline.state(estimatedErrorMicroseconds: 500_001)
        #expect(throws: ClockRefusal.inaccurate(estimatedErrorMicroseconds: 500_001)) { try made.clock.now() }
    }

    @Test("a clock stepped back names no time until it has passed the last one named", arguments: ClockMode.allCases)
    func steppedBack(mode: ClockMode) throws {
        let made = try RFC3161Authority(mode: mode)
        let named = try made.clock.now()
        made.time.set(wall: named.advanced(by: .seconds(-60)))
        #expect(throws: ClockRefusal.stepped(milliseconds: -60_000)) { try made.clock.now() }
        made.time.advance(by: .seconds(2))
        #expect(throws: ClockRefusal.behind(milliseconds: 58_000)) { try made.clock.now() }
        made.time.advance(by: .seconds(58))
        #expect(try made.clock.now() == named)
    }

    @Test("a clock stepped forward is believed again when it has run evenly for two seconds")
    func steppedForward() throws {
        let made = try RFC3161Authority()
        let before = try made.clock.now()
        made.time.set(wall: before.advanced(by: .seconds(3_600)))
        #expect(throws: ClockRefusal.stepped(milliseconds: 3_600_000)) { try made.clock.now() }
        made.time.advance(by: .milliseconds(1_999))
        #expect(throws: ClockRefusal.stepped(milliseconds: 3_600_000)) { try made.clock.now() }
        made.time.advance(by: .milliseconds(1))
        #expect(try made.clock.now() == before.advanced(by: .seconds(3_602)))
    }

    @Test("a process that starts behind the last token of the one before it names no time")
    func notBefore() throws {
        let time = SeededTime()
        let clock = TimestampClock(
            mode: .host, time: time, discipline: StatedDiscipline(),
            notBefore: time.wall().advanced(by: .milliseconds(5)))
        #expect(throws: ClockRefusal.behind(milliseconds: 5)) { try clock.now() }
        time.advance(by: .milliseconds(5))
        #expect(try clock.now() == time.wall())
    }

    @Test("callers at the same moment are all named a time, also who is overtaken by others between look and answer")
    func together() async throws {
        let clock = TimestampClock(mode: .host, time: StaggeredTime(), discipline: StatedDiscipline())
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<200 { #expect(throws: Never.self) { try clock.now() } }
                }
            }
        }
    }

    @Test("a thread that is held between looks at the two clocks takes that for no step")
    func held() throws {
        let time = HeldTime()
        let clock = TimestampClock(mode: .host, time: time, discipline: StatedDiscipline())
        for milliseconds in [501, 3_000, 60_000] {
            time.hold(.milliseconds(milliseconds))
            #expect(try clock.now() == time.seeded.wall())
            time.hold(.milliseconds(milliseconds), afterWall: false)
            #expect(try clock.now() == time.seeded.wall())
        }
        // A step is one all the same.
        time.seeded.set(wall: time.seeded.wall().advanced(by: .seconds(5)))
        time.hold(.milliseconds(3_000))
        #expect(throws: ClockRefusal.stepped(milliseconds: 5_000)) { try clock.now() }
    }

    @Test("the kernel's word can be had")
    func kernel() {
        let reading = KernelClockDiscipline().reading()
        #expect(reading.estimatedErrorMicroseconds >= 0)
    }
}

/// A wall clock that is later with each look, and holds up one look in three.
private final class StaggeredTime: TimeSource {
    private let seeded = SeededTime()
    private let looks = Mutex(0)

    func wall() -> WallTime {
        let look = looks.withLock { looks in
            looks += 1
            return looks
        }
        if look.isMultiple(of: 3) { usleep(300) }
        return seeded.wall().advanced(by: .milliseconds(look / 16))
    }

    func monotonic() -> MonotonicTime { seeded.monotonic() }
}

/// Holds whoever looks at a clock, once, right after the look.
private final class HeldTime: TimeSource {
    let seeded = SeededTime()
    private let next = Mutex<(afterWall: Bool, duration: Duration)?>(nil)

    /// Holds the next look at the wall clock, or at the monotonic one, for so long.
    func hold(_ duration: Duration, afterWall: Bool = true) {
        next.withLock { $0 = (afterWall, duration) }
    }

    func wall() -> WallTime {
        let wall = seeded.wall()
        pass(afterWall: true)
        return wall
    }

    func monotonic() -> MonotonicTime {
        let monotonic = seeded.monotonic()
        pass(afterWall: false)
        return monotonic
    }

    private func pass(afterWall: Bool) {
        let duration = next.withLock { next -> Duration? in
            guard let held = next, held.afterWall == afterWall else { return nil }
            next = nil
            return held.duration
        }
        if let duration { seeded.advance(by: duration) }
    }
}
