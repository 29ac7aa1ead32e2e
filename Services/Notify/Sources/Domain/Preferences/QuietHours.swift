package import MeshKernel

/// A part of each day in Beijing in which nothing disturbs that can wait.
package struct QuietHours: Sendable, Equatable {
    /// Minutes since midnight at which they begin.
    package let fromMinute: Int
    /// Minutes since midnight at which they are over; before the beginning when they go past midnight.
    package let untilMinute: Int

    /// Nil for minutes that a day does not have, and for hours without length.
    package init?(fromMinute: Int, untilMinute: Int) {
        let day = 0..<BeijingTime.dayMinutes
        guard day.contains(fromMinute), day.contains(untilMinute), fromMinute != untilMinute else { return nil }
        self.fromMinute = fromMinute
        self.untilMinute = untilMinute
    }

    private init(checkedFrom fromMinute: Int, until untilMinute: Int) {
        self.fromMinute = fromMinute
        self.untilMinute = untilMinute
    }

    /// For everybody who has not said otherwise: ten in the evening to eight in the morning.
    package static let standard = QuietHours(checkedFrom: 22 * 60, until: 8 * 60)

    /// Whether they are on at `time`.
    package func contains(_ time: WallTime) -> Bool {
        let minute = BeijingTime(time).minuteOfDay
        return fromMinute < untilMinute
            ? (fromMinute..<untilMinute).contains(minute)
            : minute >= fromMinute || minute < untilMinute
    }

    /// The first moment from `time` on that is not in them: `time` itself, or their end.
    package func end(from time: WallTime) -> WallTime {
        guard contains(time) else { return time }
        let now = BeijingTime(time)
        let isTomorrow = now.minuteOfDay >= untilMinute
        return BeijingTime.moment(now.date, minuteOfDay: untilMinute + (isTomorrow ? BeijingTime.dayMinutes : 0))
    }
}
