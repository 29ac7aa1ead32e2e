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
                for _ in 0..<room { limit.end(now: now, nanoseconds: Int64(latency * 1_000)) }
            }
            return turnedAway
        }
    }

    @Test("no more calls than the limit, and room again when one is over")
    func bound() {
        var limit = ConcurrencyLimit(minimum: 2, maximum: 2)
        let verdicts = [limit.begin(), limit.begin(), limit.begin()]
        #expect(verdicts == [true, true, false])
        limit.end(now: MonotonicTime(nanoseconds: 0), nanoseconds: nil)
        let isIn = limit.begin()
        #expect(isIn)
        #expect(limit.inFlight == 2)
    }

    @Test("a zero maximum is no limit")
    func unlimited() {
        var limit = ConcurrencyLimit(minimum: 2, maximum: 0)
        for _ in 0..<10_000 where !limit.begin() { Issue.record("there is no limit") }
        for _ in 0..<10_000 { limit.end(now: MonotonicTime(nanoseconds: 1 << 40), nanoseconds: 1 << 30) }
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

    @Test("given-up calls tell nothing")
    func cancelled() {
        var limit = ConcurrencyLimit(minimum: 1, maximum: 100)
        var now = MonotonicTime(nanoseconds: 0)
        for _ in 0..<10_000 {
            _ = limit.begin()
            now = now.advanced(by: .milliseconds(10))
            limit.end(now: now, nanoseconds: nil)
        }
        #expect(limit.limit == 100)
        #expect(limit.inFlight == 0)
    }
}
