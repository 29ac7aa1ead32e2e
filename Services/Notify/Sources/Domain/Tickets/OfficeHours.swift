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
    /// Which days are working days.
    package let calendar: WorkingCalendar

    /// Nil unless there is a part, and each ends after it begins and before the next one does.
    package init?(parts: [Part], calendar: WorkingCalendar = .published) {
        guard !parts.isEmpty, parts.count <= Limits.partsMax else { return nil }
        var end = 0
        for (index, part) in parts.enumerated() {
            guard index == 0 || part.fromMinute > end, part.fromMinute >= 0, part.fromMinute < part.untilMinute,
                part.untilMinute <= BeijingTime.dayMinutes
            else { return nil }
            end = part.untilMinute
        }
        self.parts = parts
        self.calendar = calendar
    }

    /// As a configuration writes it: `09:00-12:00` for each part, the first first. Nil for anything else, and for parts
    /// that do not follow each other.
    package init?(table: [String]) {
        var parts: [Part] = []
        for text in table {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minute($0) }
            guard ends.count == 2, let from = ends[0], let until = ends[1] else { return nil }
            parts.append(Part(fromMinute: from, untilMinute: until))
        }
        self.init(parts: parts)
    }

    private init(checked parts: [Part], calendar: WorkingCalendar = .published) {
        self.parts = parts
        self.calendar = calendar
    }

    /// The same hours on the working days of another calendar.
    package func following(_ calendar: WorkingCalendar) -> OfficeHours {
        OfficeHours(checked: parts, calendar: calendar)
    }

    /// Nine to noon and half past one to six on every working day.
    package static let standard = OfficeHours(checked: [
        Part(fromMinute: 9 * 60, untilMinute: 12 * 60), Part(fromMinute: 13 * 60 + 30, untilMinute: 18 * 60),
    ])

    /// The minute of a day that `09:30` names, `24:00` included; nil for anything else.
    private static func minute(_ text: Substring) -> Int? {
        let digits = text.utf8.map { Int($0) - Int(UInt8(ascii: "0")) }
        guard digits.count == 5, text.dropFirst(2).first == ":",
            [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) })
        else { return nil }
        let hour = digits[0] * 10 + digits[1]
        let minute = digits[3] * 10 + digits[4]
        guard minute < 60, hour * 60 + minute <= BeijingTime.dayMinutes else { return nil }
        return hour * 60 + minute
    }

    /// Whether somebody is in the office at `time`.
    package func contains(_ time: WallTime) -> Bool {
        let now = BeijingTime(time)
        return calendar.isWorking(now.date)
            && parts.contains { ($0.fromMinute..<$0.untilMinute).contains(now.minuteOfDay) }
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
            isCertain = isCertain && calendar.isCovered(day)
            guard calendar.isWorking(day) else { continue }
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
