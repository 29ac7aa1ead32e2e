import MeshKernel

/// A clock that stands.
struct FixedTime: TimeSource {
    let now: WallTime
    func wall() -> WallTime { now }
    func monotonic() -> MonotonicTime { MonotonicTime(nanoseconds: 0) }
}
