package import MeshKernel

/// A moment as clocks in Beijing show it: UTC+8 the whole year, since 1991 without summer time.
package struct BeijingTime: Sendable, Hashable {
    /// Milliseconds by which Beijing is ahead of UTC.
    package static let offsetMilliseconds: Int64 = 28_800_000
    /// Minutes of a day.
    package static let dayMinutes = 1_440

    /// The day.
    package let date: CivilDate
    /// Minutes since midnight: 0 to 1,439.
    package let minuteOfDay: Int

    /// What clocks in Beijing show at `time`.
    package init(_ time: WallTime) {
        let shifted = WallTime(milliseconds: time.milliseconds + Self.offsetMilliseconds)
        date = CivilDate(shifted)
        minuteOfDay = Int(shifted.millisecondsOfDay / 60_000)
    }

    /// The moment at which that minute of that day begins; a minute of 1,440 or more lies on a later day.
    package static func moment(_ date: CivilDate, minuteOfDay: Int) -> WallTime {
        WallTime(
            milliseconds: date.daysSinceEpoch * 86_400_000 + Int64(minuteOfDay) * 60_000 - offsetMilliseconds)
    }

    /// The day in words.
    package func day(in language: Language) -> String {
        switch language {
        case .simplifiedChinese, .traditionalChinese: "\(date.year)年\(date.month)月\(date.day)日"
        case .english: "\(date.day) \(Self.months[Int(date.month) - 1]) \(date.year)"
        }
    }

    /// Day and time in words, with the clock that they are of.
    package func words(in language: Language) -> String {
        switch language {
        case .simplifiedChinese: "\(day(in: language))\(clock)（北京时间）"
        case .traditionalChinese: "\(day(in: language))\(clock)（北京時間）"
        case .english: "\(day(in: language)), \(clock) (Beijing time)"
        }
    }

    /// Hour and minute, `20:05`.
    package var clock: String {
        "\(Self.twoDigits(minuteOfDay / 60)):\(Self.twoDigits(minuteOfDay % 60))"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
