public import MeshKernel

/// The moment by which a call must be over: absolute and monotonic here, relative on the wire.
public struct Deadline: Sendable, Hashable, Comparable {
    /// The moment on this machine's monotonic clock.
    public let moment: MonotonicTime

    /// At `moment`.
    public init(_ moment: MonotonicTime) {
        self.moment = moment
    }

    /// `duration` from now.
    public static func after(_ duration: Duration, time: some TimeSource) -> Deadline {
        Deadline(time.monotonic().advanced(by: duration))
    }

    /// What is left at `now`; negative once it has passed.
    public func remaining(at now: MonotonicTime) -> Duration {
        moment.since(now)
    }

    /// The earlier of two deadlines; nil is none.
    public static func earlier(_ left: Deadline?, _ right: Deadline?) -> Deadline? {
        switch (left, right) {
        case (let left?, let right?): min(left, right)
        case (let one?, nil), (nil, let one?): one
        case (nil, nil): nil
        }
    }

    /// Whether `left` comes first.
    public static func < (left: Deadline, right: Deadline) -> Bool {
        left.moment < right.moment
    }
}
