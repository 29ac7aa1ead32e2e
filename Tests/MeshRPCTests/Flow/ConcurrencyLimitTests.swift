import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("The limit that follows latency", .timeLimit(.minutes(2)))
struct ConcurrencyLimitTests {
    /// A server that works on `cores` calls at a time and takes a millisecond for each: more at once wait.
    struct Model {
        let cores: Double
        var limit: ConcurrencyLimit
        var now = MonotonicTime(nanoseconds: 1_000_000_000)

        /// `offered` calls are there at every moment, for `seconds`. Returns how many were turned away.
        mutating func run(seconds: Double, offered: Int, serviceMicroseconds: Double = 1_000) -> Int {
            let end = now.advanced(by: .seconds(seconds))
            var turnedAway = 0
            while now < end {
                let room = max(min(offered, limit.limit), 1)
                turnedAway += offered - room
                let latency = serviceMicroseconds * max(Double(room) / cores, 1)
                for _ in 0..<room where !limit.begin() { Issue.record("\(room) of \(limit.limit) had room") }
                now = now.advanced(by: .microseconds(latency))
                for _ in 0..<room { limit.end(now: now, method: 0, nanoseconds: Int64(latency * 1_000)) }
            }
            return turnedAway
        }
    }

    @Test("no more calls than the limit, and room again when one is over")
    func bound() {
        var limit = ConcurrencyLimit(minimum: 2, maximum: 2)
        let verdicts = [limit.begin(), limit.begin(), limit.begin()]
        #expect(verdicts == [true, true, false])
        limit.end(now: MonotonicTime(nanoseconds: 0), method: 0, nanoseconds: nil)
        let isIn = limit.begin()
        #expect(isIn)
        #expect(limit.inFlight == 2)
    }

    @Test("a zero maximum is no limit")
    func unlimited() {
        var limit = ConcurrencyLimit(minimum: 2, maximum: 0)
        for _ in 0..<10_000 where !limit.begin() { Issue.record("there is no limit") }
        for _ in 0..<10_000 { limit.end(now: MonotonicTime(nanoseconds: 1 << 40), method: 0, nanoseconds: 1 << 30) }
        #expect(limit.inFlight == 0)
    }

    @Test("while calls take as long as they usually do, nobody is turned away")
    func steady() {
        var model = Model(cores: 64, limit: ConcurrencyLimit(minimum: 16, maximum: 1_000))
        #expect(model.run(seconds: 20, offered: 60) == 0)
        #expect(model.limit.limit == 1_000)
    }

    @Test("an overload shrinks the limit, never below its minimum, and it comes back when the overload is over")
    func overload() {
        var model = Model(cores: 32, limit: ConcurrencyLimit(minimum: 16, maximum: 1_000))
        _ = model.run(seconds: 2, offered: 30)
        let turnedAway = model.run(seconds: 10, offered: 900)
        #expect(turnedAway > 0)
        // 32 at once take a millisecond, so 900 take 28: the limit goes to where calls take about twice their time.
        #expect((32...150).contains(model.limit.limit), "\(model.limit.limit)")
        var stuck = model
        _ = stuck.run(seconds: 10, offered: 900, serviceMicroseconds: 100_000)
        #expect(stuck.limit.limit >= 16)
        let low = model.limit.limit
        _ = model.run(seconds: 30, offered: 31)
        _ = model.run(seconds: 60, offered: low, serviceMicroseconds: 300)
        #expect(model.limit.limit > low, "\(model.limit.limit) after \(low)")
    }

    @Test("more calls of a slow method are no overload; when each takes much longer than its own, they are")
    func methods() {
        var limit = ConcurrencyLimit(minimum: 4, maximum: 100)
        var now = MonotonicTime(nanoseconds: 1_000_000_000)
        /// `slow` of a hundred calls at a time take 50 ms, the others 1 ms; all of them `times` as long.
        func run(rounds: Int, slow: Int, times: Int64) {
            for _ in 0..<rounds {
                let room = min(100, limit.limit)
                for _ in 0..<room { _ = limit.begin() }
                now = now.advanced(by: .milliseconds(50 * times))
                for call in 0..<room {
                    let isSlow = call * 100 < slow * room
                    limit.end(
                        now: now, method: isSlow ? 9 : 3, nanoseconds: (isSlow ? 50_000_000 : 1_000_000) * times)
                }
            }
        }
        run(rounds: 100, slow: 1, times: 1)
        run(rounds: 100, slow: 90, times: 1)
        #expect(limit.limit == 100)
        run(rounds: 100, slow: 90, times: 10)
        #expect(limit.limit < 50)
    }

    @Test("other bounds hold at once, for those who are in as well")
    func bounds() {
        var limit = ConcurrencyLimit(minimum: 1, maximum: 0)
        for _ in 0..<3 where !limit.begin() { Issue.record("there is no limit") }
        limit.bound(minimum: 2, maximum: 4)
        let verdicts = [limit.begin(), limit.begin()]
        #expect(verdicts == [true, false])
        limit.bound(minimum: 2, maximum: 0)
        let free = limit.begin()
        #expect(free && limit.inFlight == 5)
    }

    @Test("given-up calls tell nothing")
    func cancelled() {
        var limit = ConcurrencyLimit(minimum: 1, maximum: 100)
        var now = MonotonicTime(nanoseconds: 0)
        for _ in 0..<10_000 {
            _ = limit.begin()
            now = now.advanced(by: .milliseconds(10))
            limit.end(now: now, method: 0, nanoseconds: nil)
        }
        #expect(limit.limit == 100)
        #expect(limit.inFlight == 0)
    }
}
