/// The one time zone of China: eight hours ahead of UTC, without summer time since 1991.
package enum ChinaTime {
    /// How far it is ahead.
    package static let aheadHours: Int64 = 8

    /// The day that it is in China at `time`.
    package static func day(_ time: WallTime) -> CivilDate {
        CivilDate(time.advanced(by: .seconds(3_600 * aheadHours)))
    }

    /// The first moment of `day` in China.
    package static func start(of day: CivilDate) -> WallTime {
        WallTime(milliseconds: day.daysSinceEpoch * 86_400_000 - 3_600_000 * aheadHours)
    }

    /// The first moment after `day` in China: what is due on that day is late from then on.
    package static func end(of day: CivilDate) -> WallTime {
        start(of: CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1))
    }
}
