package import MeshKernel

/// A promise to call somebody back within two to three working hours.
package struct Callback: Sendable, Equatable {
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
        self.from = from.time
        self.until = until.time
        isCertain = until.isCertain
    }
}
