package import MeshKernel

/// Tells a peer that keeps a unit, a frame or a TLS record, half sent from one that is merely slow. A unit must be whole
/// within a time that grows with the bytes that do arrive, as Apache's `RequestReadTimeout … MinRate` has it: a slow
/// network passes, one byte a second does not. Looked at now and then; between two looks it costs nothing.
package struct StallWatch: Sendable {
    private let limitNanoseconds: Int64
    private let bytesPerSecondMin: Int
    private var began: (moment: MonotonicTime, unitsIn: Int, bytesIn: Int)?

    /// A unit may take `limit`, and a second more for every `bytesPerSecondMin` bytes that arrive; zero is for ever.
    package init(limit: Duration, bytesPerSecondMin: Int) {
        limitNanoseconds = limit.wholeNanoseconds
        self.bytesPerSecondMin = bytesPerSecondMin
    }

    /// Whether the peer stalls at `now`: whether the bytes so far end inside a unit, after so many whole ones and bytes.
    package mutating func look(now: MonotonicTime, isInside: Bool, unitsIn: Int, bytesIn: Int) -> Bool {
        guard isInside, limitNanoseconds > 0 else {
            began = nil
            return false
        }
        guard let began, began.unitsIn == unitsIn else {
            // Another unit than at the last look: its time begins.
            began = (now, unitsIn, bytesIn)
            return false
        }
        let earned = Int64((bytesIn - began.bytesIn) / bytesPerSecondMin) * 1_000_000_000
        return now.nanoseconds - began.moment.nanoseconds >= limitNanoseconds + earned
    }
}
