package import MeshKernel

/// How many calls a loop works on at once before it turns others away. The limit follows the latency of what is done
/// already (the gradient of Netflix's concurrency-limits): while calls take as long as they usually do it grows, when
/// they take much longer it shrinks, for then more calls at once only wait for each other.
package struct ConcurrencyLimit: Sendable {
    /// Calls that may be under way.
    package private(set) var limit: Int
    /// Calls under way.
    package private(set) var inFlight = 0

    private let minimum: Int
    private let maximum: Int
    private var exact: Double
    private var usualNanoseconds: Double = 0
    private var window = Window()

    private struct Window {
        var began: MonotonicTime?
        var count = 0
        var nanoseconds: Double = 0
        var inFlightMost = 0
    }

    /// A limit between `minimum` and `maximum`, which begins at the maximum; a zero maximum is none.
    package init(minimum: Int, maximum: Int) {
        self.minimum = min(max(minimum, 1), max(maximum, 1))
        self.maximum = maximum
        limit = maximum > 0 ? maximum : Int.max
        exact = Double(maximum)
    }

    /// A call asks to be worked on; false when it is to be turned away.
    @inline(__always) package mutating func begin() -> Bool {
        guard inFlight < limit else { return false }
        inFlight += 1
        return true
    }

    /// A call that was let in is over, after so long; nil when it was given up, which tells nothing.
    @inline(__always) package mutating func end(now: MonotonicTime, nanoseconds: Int64?) {
        inFlight -= 1
        guard maximum > 0, let nanoseconds else { return }
        window.count += 1
        window.nanoseconds += Double(nanoseconds)
        window.inFlightMost = max(window.inFlightMost, inFlight + 1)
        guard let began = window.began else {
            window.began = now
            return
        }
        if now.nanoseconds - began.nanoseconds >= Limits.concurrencyWindowNanoseconds,
            window.count >= Limits.concurrencyWindowCallsMin
        {
            close(now)
        }
    }

    private mutating func close(_ now: MonotonicTime) {
        let took = max(window.nanoseconds / Double(window.count), 1)
        let most = window.inFlightMost
        window = Window(began: now)
        // What is usual moves slowly upwards, or a long overload would become usual, and faster downwards.
        if usualNanoseconds == 0 {
            usualNanoseconds = took
        } else if took < usualNanoseconds {
            usualNanoseconds += (took - usualNanoseconds) * Limits.concurrencyUsualFall
        } else {
            usualNanoseconds = min(took, usualNanoseconds * Limits.concurrencyUsualRiseMax)
        }
        let gradient = min(max(Limits.concurrencyTolerance * usualNanoseconds / took, 0.5), 1)
        // A limit that nobody comes near has shown nothing about itself: it does not grow.
        if gradient == 1, most * 2 < limit { return }
        let wanted = exact * gradient + exact.squareRoot()
        exact += (wanted - exact) * Limits.concurrencySmoothing
        exact = min(max(exact, Double(minimum)), Double(maximum))
        limit = Int(exact)
    }
}
