/// A moment on the wall clock: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored as POSIX does.
public struct WallTime: Sendable, Hashable, Comparable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: WallTime, right: WallTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This moment moved by a duration; fractions of a millisecond are dropped.
    public func advanced(by duration: Duration) -> WallTime {
        WallTime(milliseconds: milliseconds + duration.wholeMilliseconds)
    }

    /// The duration from `earlier` to this moment; negative when `earlier` is later.
    public func since(_ earlier: WallTime) -> Duration {
        .milliseconds(milliseconds - earlier.milliseconds)
    }
}

/// A moment on the monotonic clock, in nanoseconds from an arbitrary start; only differences mean anything.
/// Nanoseconds from the clock's start.
public struct MonotonicTime: Sendable, Hashable, Comparable {
    /// Nanoseconds since the clock's own start.
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// This moment moved by a duration; it saturates instead of overflowing.
    public func advanced(by duration: Duration) -> MonotonicTime {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        return MonotonicTime(nanoseconds: overflow ? .max : sum)
        /// The duration from `earlier` to this moment; negative when `earlier` is later.
    }

    /// The duration from `earlier` to this moment; negative when `earlier` is later.
    public func since(_ earlier: MonotonicTime) -> Duration {
        .nanoseconds(nanoseconds - earlier.nanoseconds)
    }
}

extension Duration {
    /// Whole milliseconds, towards zero; saturates at the ends of Int64.
    public var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        if overflow { return seconds < 0 ? .min : .max }
        return product + attoseconds / 1_000_000_000_000_000
    }

    /// Whole nanoseconds, towards zero; saturates at the ends of Int64.
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}

/// Where time comes from. A parameter everywhere, so that tests decide what time it is.
public protocol TimeSource: Sendable {
    func wall() -> WallTime
    func monotonic() -> MonotonicTime
}
