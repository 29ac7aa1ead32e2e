package import MeshKernel

/// Several messages of a day told as one.
package enum DailyDigest {
    /// Bounds of a digest.
    package enum Limits {
        /// Titles in a letter; the message centre has the others.
        package static let titlesMax = 20
        /// Messages that one digest counts.
        package static let messagesMax = 10_000
    }

    /// The next moment at which a digest goes out that is due each day at `minute` in Beijing: later than `now`.
    package static func next(minute: Int, after now: WallTime) -> WallTime {
        let today = BeijingTime.moment(BeijingTime(now).date, minuteOfDay: minute)
        return today > now ? today : today.advanced(by: .seconds(86_400))
    }

    /// What fills the template `digest` for messages with these titles, the oldest first; nil for none.
    package static func data(titles: [String], at now: WallTime) -> [MessageDatum]? {
        guard !titles.isEmpty else { return nil }
        return [
            MessageDatum("messages", .number(Int64(min(titles.count, Limits.messagesMax)))),
            MessageDatum("day", .time(now)),
            MessageDatum("titles", .list(Array(titles.prefix(Limits.titlesMax)))),
        ]
    }
}
