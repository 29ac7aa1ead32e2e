import MeshKernel
import Testing

@Suite("Time", .timeLimit(.minutes(5)))
struct TimeTests {
    @Test("a deadline far beyond the clock's range saturates instead of wrapping into the past")
    func saturates() {
        let now = MonotonicTime(nanoseconds: 5)
        #expect(now.advanced(by: .seconds(Int64.max)) == MonotonicTime(nanoseconds: .max))
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeNanoseconds == .min)
    }

    @Test("durations lose fractions towards zero")
    func fractions() {
        #expect(Duration.microseconds(1_999).wholeMilliseconds == 1)
        #expect(Duration.microseconds(-1_999).wholeMilliseconds == -1)
        #expect(Duration.nanoseconds(42).wholeNanoseconds == 42)
    }

    @Test("the difference between two moments is what was added")
    func difference() {
        let start = WallTime(milliseconds: 1_700_000_000_000)
        #expect(start.advanced(by: .seconds(90)).since(start) == .seconds(90))
        #expect(start.since(start.advanced(by: .seconds(90))) == .seconds(-90))
    }

    @Test("the monotonic clock never goes back")
    func monotonic() {
        let time = SystemTime()
        var last = time.monotonic()
        for _ in 0..<10_000 {
            let now = time.monotonic()
            #expect(now >= last)
            last = now
        }
    }
}
