package import MeshKernel

/// When a call comes that somebody asked for: after two to three hours of office time.
package struct CallbackWindow: Sendable, Equatable {
    /// Bounds of call-backs.
    package enum Limits {
        /// The call comes after so much office time at the earliest…
        package static let earliestMinutes = 120
        /// …and at the latest.
        package static let latestMinutes = 180
    }

    /// When the call comes at the earliest.
    package let from: WallTime
    /// When it comes at the latest.
    package let until: WallTime
    /// Whether the calendar covers every day on the way.
    package let isCertain: Bool

    /// The window for somebody who asks at `time`; nil when the office is closed for as long as anybody looks ahead.
    package init?(askedAt time: WallTime, hours: OfficeHours) {
        guard let from = hours.moment(after: Limits.earliestMinutes, from: time),
            let until = hours.moment(after: Limits.latestMinutes, from: time)
        else { return nil }
        self.init(from: from.time, until: until.time, isCertain: until.isCertain)
    }

    /// Trusts what was stored.
    package init(from: WallTime, until: WallTime, isCertain: Bool) {
        self.from = from
        self.until = until
        self.isCertain = isCertain
    }
}
