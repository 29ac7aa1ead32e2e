package import MeshKernel

/// How many calls a loop works on at once before it turns others away. The limit follows the latency of what is done
/// already (the gradient of Netflix's concurrency-limits): while calls take as long as they usually do it grows, when
/// they take much longer it shrinks, for then more calls at once only wait for each other.
///
/// There is one limit for all methods of a loop, for its time is what calls wait for, whatever they are called. But what
/// is usual is learned for each method by itself: otherwise more calls of a slow method would look like an overload.
package struct ConcurrencyLimit: Sendable {
    /// Calls that may be under way.
    package private(set) var limit: Int
    /// Calls under way.
    package private(set) var inFlight = 0

    private var minimum = 1
    private var maximum = 0
    private var exact: Double = 0
    private var window = Window()
    /// By the methods' numbers, as far as they have been called.
    private var methods: [Method] = []

    private struct Window {
        var began: MonotonicTime?
        var calls = 0
        var inFlightMost = 0
    }

    private struct Method {
        var usualNanoseconds: Double = 0
        /// Those of this window.
        var calls = 0
        var nanoseconds: Double = 0

        /// Ends the window: learns from it. Returns how many times as long as usual all its calls took, one by one.
        mutating func close() -> Double {
            let took = max(nanoseconds / Double(calls), 1)
            // What is usual moves slowly upwards, or a long overload would become usual, and faster downwards.
            if usualNanoseconds == 0 {
                usualNanoseconds = took
            } else if took < usualNanoseconds {
                usualNanoseconds += (took - usualNanoseconds) * Limits.concurrencyUsualFall
            } else {
                usualNanoseconds = min(took, usualNanoseconds * Limits.concurrencyUsualRiseMax)
            }
            let slowness = Double(calls) * took / usualNanoseconds
            calls = 0
            nanoseconds = 0
            return slowness
        }
    }

    /// A limit between `minimum` and `maximum`, which begins at the maximum; a zero maximum is none.
    package init(minimum: Int, maximum: Int) {
        limit = 0
        bound(minimum: minimum, maximum: maximum)
    }

    /// Other bounds from here on; the limit begins at the maximum again.
    package mutating func bound(minimum: Int, maximum: Int) {
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

    /// A call of the method of this number is over, after so long; nil when it was given up, which tells nothing.
    @inline(__always) package mutating func end(now: MonotonicTime, method: Int, nanoseconds: Int64?) {
        inFlight -= 1
        guard maximum > 0, let nanoseconds else { return }
        while method >= methods.count { methods.append(Method()) }
        methods[method].calls += 1
        methods[method].nanoseconds += Double(nanoseconds)
        window.calls += 1
        window.inFlightMost = max(window.inFlightMost, inFlight + 1)
        guard let began = window.began else {
            window.began = now
            return
        }
        if now.nanoseconds - began.nanoseconds >= Limits.concurrencyWindowNanoseconds,
            window.calls >= Limits.concurrencyWindowCallsMin
        {
            close(now)
        }
    }

    private mutating func close(_ now: MonotonicTime) {
        var slowness = 0.0
        for number in methods.indices where methods[number].calls > 0 { slowness += methods[number].close() }
        slowness /= Double(window.calls)
        let most = window.inFlightMost
        window = Window(began: now)
        let gradient = min(max(Limits.concurrencyTolerance / slowness, 0.5), 1)
        // A limit that nobody comes near has shown nothing about itself: it does not grow.
        if gradient == 1, most * 2 < limit { return }
        let wanted = exact * gradient + exact.squareRoot()
        exact += (wanted - exact) * Limits.concurrencySmoothing
        exact = min(max(exact, Double(minimum)), Double(maximum))
        limit = Int(exact)
    }
}
