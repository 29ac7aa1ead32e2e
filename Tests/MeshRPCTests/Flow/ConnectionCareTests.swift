import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("What the clock asks of a connection", .timeLimit(.minutes(2)))
struct ConnectionCareTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    @Test("pings at least the interval apart are welcome for ever")
    func patientPings() {
        var strikes = PingStrikes(interval: .seconds(10), strikesMax: 2)
        for count in 0..<100 {
            let isWelcome = strikes.ping(now: start.advanced(by: .seconds(10 * count)), answers: 0)
            #expect(isWelcome, "ping \(count)")
        }
    }

    @Test("two pings that come too soon are forgiven, the third is not")
    func hastyPings() {
        var strikes = PingStrikes(interval: .seconds(10), strikesMax: 2)
        let verdicts = (0..<4).map { strikes.ping(now: start.advanced(by: .seconds($0)), answers: 7) }
        #expect(verdicts == [true, true, true, false])
    }

    @Test("an answer between pings forgives everything; so does no interval")
    func answeredPings() {
        var strikes = PingStrikes(interval: .seconds(10), strikesMax: 2)
        for answers in 0..<50 {
            let isWelcome = strikes.ping(now: start, answers: answers)
            #expect(isWelcome)
        }
        var careless = PingStrikes(interval: .zero, strikesMax: 0)
        for _ in 0..<50 {
            let isWelcome = careless.ping(now: start, answers: 0)
            #expect(isWelcome)
        }
    }

    @Test("a connection leaves when it has been idle for the whole time, and says so once")
    func idle() {
        var life = ConnectionLife(now: start, idle: .seconds(60), age: .zero, grace: .zero, jitter: 0)
        func look(_ seconds: Int, busy: Bool = false, bytes: Int = 0) -> ConnectionLife.Step {
            life.look(now: start.advanced(by: .seconds(seconds)), isBusy: busy, bytesIn: bytes)
        }
        #expect(look(59) == .live)
        #expect(look(59, bytes: 10) == .live, "a byte arrived")
        #expect(look(118, bytes: 10) == .live)
        #expect(look(118, busy: true, bytes: 10) == .live, "a stream is open")
        #expect(look(177, bytes: 10) == .live)
        #expect(look(178, bytes: 10) == .leave("the connection is idle"))
        #expect(look(500, bytes: 10) == .live, "it has been told")
    }

    @Test("a peer that is silent is pinged once, and is dead when it has not answered twice that we looked")
    func silence() {
        var life = ConnectionLife(
            now: start, idle: .zero, age: .zero, grace: .zero, jitter: 0, silence: .seconds(60), patience: .seconds(20))
        func look(_ seconds: Int, bytes: Int, busy: Bool = true) -> ConnectionLife.Step {
            life.look(now: start.advanced(by: .seconds(seconds)), isBusy: busy, bytesIn: bytes, mayPing: true)
        }
        #expect(look(59, bytes: 0) == .live)
        #expect(look(60, bytes: 0) == .ping, "an open stream is no sign of life")
        #expect(look(79, bytes: 0) == .live)
        #expect(look(79, bytes: 18) == .live, "it answers")
        #expect(look(138, bytes: 18) == .live)
        #expect(look(139, bytes: 18, busy: false) == .ping)
        #expect(look(158, bytes: 18) == .live)
        #expect(look(300, bytes: 18) == .live, "the answer may be waiting for us")
        #expect(look(301, bytes: 19) == .live, "any byte is an answer")
        #expect(look(361, bytes: 19) == .ping)
        #expect(look(381, bytes: 19) == .live)
        #expect(look(382, bytes: 19) == .dead)
    }

    @Test("a peer that only answers pings is idle; one that knows none, or is never to be asked, is left alone")
    func silenceAndIdleness() {
        var life = ConnectionLife(
            now: start, idle: .seconds(100), age: .zero, grace: .zero, jitter: 0, silence: .seconds(30),
            patience: .seconds(20))
        func look(_ seconds: Int, bytes: Int) -> ConnectionLife.Step {
            life.look(now: start.advanced(by: .seconds(seconds)), isBusy: false, bytesIn: bytes, mayPing: true)
        }
        #expect(look(30, bytes: 0) == .ping)
        #expect(look(31, bytes: 18) == .live)
        #expect(look(61, bytes: 18) == .ping)
        #expect(look(62, bytes: 36) == .live)
        #expect(look(92, bytes: 36) == .ping)
        #expect(look(99, bytes: 54) == .live)
        #expect(look(100, bytes: 54) == .leave("the connection is idle"))
        #expect(look(130, bytes: 54) == .ping, "it may have died before it heard of that")

        var base = ConnectionLife(
            now: start, idle: .zero, age: .zero, grace: .zero, jitter: 0, silence: .seconds(30), patience: .seconds(20))
        var never = ConnectionLife(now: start, idle: .zero, age: .zero, grace: .zero, jitter: 0)
        for hour in 1...3 {
            let now = start.advanced(by: .seconds(hour * 3_600))
            #expect(base.look(now: now, isBusy: true, bytesIn: 0, mayPing: false) == .live)
            #expect(never.look(now: now, isBusy: true, bytesIn: 0, mayPing: true) == .live)
        }
    }

    @Test("a connection leaves at its age, busy or not, and is cut when the grace is over")
    func age() {
        for (jitter, leaves) in [(0.0, 90), (0.5, 100), (0.999, 109)] {
            var life = ConnectionLife(
                now: start, idle: .zero, age: .seconds(100), grace: .seconds(30), jitter: jitter)
            func look(_ seconds: Int) -> ConnectionLife.Step {
                life.look(now: start.advanced(by: .seconds(seconds)), isBusy: true, bytesIn: seconds)
            }
            #expect(look(leaves - 1) == .live, "jitter \(jitter)")
            #expect(look(leaves + 1) == .leave("the connection is old"))
            #expect(look(leaves + 2) == .live)
            #expect(look(leaves + 29) == .live)
            #expect(look(leaves + 31) == .cut)
        }
    }

    @Test("the grace begins when the connection leaves, even when it is told late")
    func lateAge() {
        var life = ConnectionLife(now: start, idle: .zero, age: .seconds(100), grace: .seconds(30), jitter: 0.5)
        func look(_ seconds: Int) -> ConnectionLife.Step {
            life.look(now: start.advanced(by: .seconds(seconds)), isBusy: true, bytesIn: 0)
        }
        #expect(look(5_000) == .leave("the connection is old"))
        #expect(look(5_029) == .live)
        #expect(look(5_030) == .cut)
    }

    @Test("one that leaves for being idle is cut for its age all the same")
    func idleThenOld() {
        var life = ConnectionLife(
            now: start, idle: .seconds(10), age: .seconds(100), grace: .seconds(30), jitter: 0.5)
        func look(_ seconds: Int, busy: Bool) -> ConnectionLife.Step {
            life.look(now: start.advanced(by: .seconds(seconds)), isBusy: busy, bytesIn: 0)
        }
        #expect(look(10, busy: false) == .leave("the connection is idle"))
        #expect(look(99, busy: true) == .live)
        #expect(look(100, busy: true) == .live)
        #expect(look(130, busy: true) == .cut)
    }

    @Test("without limits a connection lives for ever")
    func forever() {
        var life = ConnectionLife(now: start, idle: .zero, age: .zero, grace: .zero, jitter: 0.5)
        let step = life.look(now: start.advanced(by: .seconds(1 << 30)), isBusy: false, bytesIn: 0)
        #expect(step == .live)
    }

    @Test("a frame that stays half sent stalls; the time counts from the first look that saw it")
    func stall() {
        var stall = StallWatch(limit: .seconds(20), bytesPerSecondMin: 512)
        func look(_ seconds: Int, inside: Bool = true, frames: Int = 3, bytes: Int = 100) -> Bool {
            stall.look(
                now: start.advanced(by: .seconds(seconds)), isInside: inside, unitsIn: frames, bytesIn: bytes)
        }
        let verdicts = [
            look(0, inside: false), look(1), look(20), look(20, inside: false), look(22), look(41), look(42),
        ]
        #expect(verdicts == [false, false, false, false, false, false, true])
        let others = [look(43, frames: 4), look(62, frames: 5), look(81, frames: 5), look(82, frames: 5)]
        #expect(others == [false, false, false, true], "every frame has its own time")
    }

    @Test("a slow network passes, one byte a second does not, and a zero limit is none")
    func slow() {
        for (bytesPerSecond, stalls) in [(1, true), (200, true), (1_024, false)] {
            var stall = StallWatch(limit: .seconds(20), bytesPerSecondMin: 512)
            var isStalled = false
            for second in 0..<4_000 where !isStalled {
                isStalled = stall.look(
                    now: start.advanced(by: .seconds(second)), isInside: true, unitsIn: 0,
                    bytesIn: second * bytesPerSecond)
            }
            #expect(isStalled == stalls, "\(bytesPerSecond) bytes a second")
        }
        var endless = StallWatch(limit: .zero, bytesPerSecondMin: 512)
        let first = endless.look(now: start, isInside: true, unitsIn: 0, bytesIn: 0)
        let late = endless.look(
            now: start.advanced(by: .seconds(9_999)), isInside: true, unitsIn: 0, bytesIn: 0)
        #expect(!first && !late)
    }
}
