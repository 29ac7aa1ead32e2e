import MeshKernel

/// All calls of a run: their rate and how long they took.
struct Latencies: Sendable {
    private let sorted: [UInt32]
    /// From the end of the warm-up to the end of the last call.
    let elapsed: Duration

    init(_ callers: [CallerSamples], from start: MonotonicTime) {
        sorted = callers.flatMap(\.nanoseconds).sorted()
        elapsed = (callers.map(\.last).max() ?? start).since(start)
    }

    var count: Int { sorted.count }

    /// Calls that ended in each second.
    var perSecond: Double {
        elapsed > .zero ? Double(count) / (elapsed / .seconds(1)) : 0
    }

    /// The time in microseconds that `fraction` of the calls did not exceed; 0 without any call.
    func microseconds(_ fraction: Double) -> Double {
        guard count > 0 else { return 0 }
        return Double(sorted[min(count - 1, Int(Double(count) * fraction))]) / 1_000
    }
}
