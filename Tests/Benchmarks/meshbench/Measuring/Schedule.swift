import MeshKernel

/// When the calls of an open loop are due, and which of them the server delays: both known before the first is made.
struct Schedule: Sendable {
    /// Calls a second.
    let rate: Double
    /// How many of a hundred calls are slow.
    let slowPercent: Double
    /// The first call that counts is due here.
    let start: MonotonicTime

    /// The moment at which call `number` is due; negative numbers warm up.
    func due(_ number: Int) -> MonotonicTime {
        start.advanced(by: .nanoseconds(Int64(Double(number) * 1e9 / rate)))
    }

    /// Whether the server delays call `number`; slow calls are spread evenly.
    func isSlow(_ number: Int) -> Bool {
        let share = slowPercent / 100
        return (Double(number + 1) * share).rounded(.down) > (Double(number) * share).rounded(.down)
    }
}
