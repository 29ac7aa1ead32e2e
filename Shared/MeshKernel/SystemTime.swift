#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The machine's clocks: `CLOCK_REALTIME` and `CLOCK_MONOTONIC`.
public struct SystemTime: TimeSource {
    public init() {}

    public func wall() -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public func monotonic() -> MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
