package import MeshKernel

/// How a timestamp must stand to the independent times around its entry.
package enum IntervalRule {
    /// Bounds of the rule.
    package enum Limits {
        /// How far two honest clocks may be apart, in milliseconds.
        package static let toleranceMilliseconds: Int64 = 2_000
    }

    /// Whether a token may bear `time` when the entry was not yet in the log at `before`.
    package static func allows(_ time: WallTime, after before: WallTime) -> Bool {
        before.milliseconds - Limits.toleranceMilliseconds <= time.milliseconds
    }

    /// Whether a token may bear `time` when the entry was in the log at `after`.
    package static func allows(_ time: WallTime, before after: WallTime) -> Bool {
        time.milliseconds <= after.milliseconds + Limits.toleranceMilliseconds
    }
}
