package import MeshKernel

/// When somebody is in the office: the hours of a working day in Beijing, and which days are working days.
package struct OfficeHours: Sendable, Equatable {
    /// Bounds of office hours.
    package enum Limits {
        /// Parts of one day.
        package static let partsMax = 6
        /// Days that are looked at for the next one in the office.
        package static let daysAheadMax = 60
    }

    /// A part of a day, in minutes since midnight; the end is not in it.
    package struct Part: Sendable, Hashable {
        /// When it begins.
        package let fromMinute: Int
        /// When it is over.
        package let untilMinute: Int

        package init(fromMinute: Int, untilMinute: Int) {
            self.fromMinute = fromMinute
            self.untilMinute = untilMinute
        }
    }

    /// The parts of a working day, the first first.
    package let parts: [Part]
    /// Days that are not what their place in the week says: true for a make-up working day, false for a holiday.
    package let exceptions: [CivilDate: Bool]
    /// The first and last year that `exceptions` covers; nil when it covers none.
    package let coveredYears: ClosedRange<Int64>?

    /// Nil unless there is a part, and each ends after it begins and before the next one does.
    package init?(parts: [Part], exceptions: [CivilDate: Bool] = [:], coveredYears: ClosedRange<Int64>? = nil) {
        guard !parts.isEmpty, parts.count <= Limits.partsMax else { return nil }
        var end = 0
        for (index, part) in parts.enumerated() {
            guard index == 0 || part.fromMinute > end, part.fromMinute >= 0, part.fromMinute < part.untilMinute,
                part.untilMinute <= BeijingTime.dayMinutes
            else { return nil }
            end = part.untilMinute
        }
        self.parts = parts
        self.exceptions = exceptions
        self.coveredYears = coveredYears
    }

    private init(checked parts: [Part]) {
        self.parts = parts
        exceptions = [:]
        coveredYears = nil
    }

    /// Nine to noon and half past one to six, Monday to Friday.
    package static let standard = OfficeHours(checked: [
        Part(fromMinute: 9 * 60, untilMinute: 12 * 60), Part(fromMinute: 13 * 60 + 30, untilMinute: 18 * 60),
    ])

    /// Whether somebody is in the office on that day.
    package func isWorkingDay(_ day: CivilDate) -> Bool {
        if let exception = exceptions[day] { return exception }
        // 1970-01-01 was a Thursday.
        let weekday = ((day.daysSinceEpoch + 3) % 7 + 7) % 7
        return weekday < 5
    }

    /// Whether somebody is in the office at `time`.
    package func contains(_ time: WallTime) -> Bool {
        let now = BeijingTime(time)
        return isWorkingDay(now.date) && parts.contains { ($0.fromMinute..<$0.untilMinute).contains(now.minuteOfDay) }
    }

    /// A moment so many minutes of office time later.
    package struct Deadline: Sendable, Equatable {
        /// The moment.
        package let time: WallTime
        /// Whether the calendar covers every year on the way; else a holiday may lie there that nobody has told it.
        package let isCertain: Bool
    }

    /// The moment at which the office has been open for `minutes` since `start`; nil when that is further ahead than days
    /// are looked at. Office time ends with its part: 60 minutes from half past five on a Friday are ten on Monday.
    package func moment(after minutes: Int, from start: WallTime) -> Deadline? {
        let begin = BeijingTime(start)
        var rest = Int64(minutes) * 60_000
        var isCertain = true
        for ahead in 0..<Int64(Limits.daysAheadMax) {
            let day = CivilDate(daysSinceEpoch: begin.date.daysSinceEpoch + ahead)
            isCertain = isCertain && (coveredYears?.contains(day.year) ?? false)
            guard isWorkingDay(day) else { continue }
            for part in parts {
                let from = max(BeijingTime.moment(day, minuteOfDay: part.fromMinute), start)
                let open = BeijingTime.moment(day, minuteOfDay: part.untilMinute).milliseconds - from.milliseconds
                guard open > 0 else { continue }
                if rest <= open {
                    return Deadline(
                        time: WallTime(milliseconds: from.milliseconds + rest), isCertain: isCertain)
                }
                rest -= open
            }
        }
        return nil
    }
}
