package import MeshKernel

/// Tells a peer that keeps a frame half sent from one that is merely slow. A frame must be whole within a time that
/// grows with the bytes that do arrive, as Apache's `RequestReadTimeout … MinRate` has it: a slow network passes, one
/// byte a second does not. Looked at now and then; between two looks it costs nothing.
package struct FrameStall: Sendable {
    private let limitNanoseconds: Int64
    private let bytesPerSecondMin: Int
    private var began: (moment: MonotonicTime, framesIn: Int, bytesIn: Int)?

    /// A frame may take `limit`, and a second more for every `bytesPerSecondMin` bytes that arrive; zero is for ever.
    package init(limit: Duration, bytesPerSecondMin: Int) {
        limitNanoseconds = limit.wholeNanoseconds
        self.bytesPerSecondMin = bytesPerSecondMin
    }

    /// Whether the peer stalls at `now`: whether the bytes so far end inside a frame, after so many frames and bytes.
    package mutating func look(now: MonotonicTime, isInsideFrame: Bool, framesIn: Int, bytesIn: Int) -> Bool {
        guard isInsideFrame, limitNanoseconds > 0 else {
            began = nil
            return false
        }
        guard let began, began.framesIn == framesIn else {
            // Another frame than at the last look: its time begins.
            began = (now, framesIn, bytesIn)
            return false
        }
        let earned = Int64((bytesIn - began.bytesIn) / bytesPerSecondMin) * 1_000_000_000
        return now.nanoseconds - began.moment.nanoseconds >= limitNanoseconds + earned
    }
}
