import MeshKernel

/// What one caller saw while it counted. Each caller keeps its own, so that recording takes no lock and, after the
/// first growth, no allocation.
struct CallerSamples: Sendable {
    /// How long each call took; what is over four seconds counts as that.
    private(set) var nanoseconds: [UInt32] = []
    /// When the last call ended.
    private(set) var last: MonotonicTime

    init(from start: MonotonicTime, capacity: Int) {
        last = start
        nanoseconds.reserveCapacity(capacity)
    }

    mutating func record(from started: MonotonicTime, to ended: MonotonicTime) {
        nanoseconds.append(UInt32(clamping: ended.nanoseconds - started.nanoseconds))
        last = ended
    }
}
