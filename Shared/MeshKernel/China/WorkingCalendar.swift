/// On which days offices in China work: Monday to Friday but for holidays, and the weekend days that make up for them.
/// Both are announced year by year, so the calendar knows which years it covers.
package struct WorkingCalendar: Sendable, Equatable {
    /// A day that is not what its place in the week says.
    package struct Exception: Sendable, Hashable {
        /// Which day.
        package let day: CivilDate
        /// Whether offices work on it.
        package let isWorking: Bool

        package init(day: CivilDate, isWorking: Bool) {
            self.day = day
            self.isWorking = isWorking
        }
    }

    /// A day by which something is due.
    package struct Deadline: Sendable, Equatable {
        /// The last day on which it is in time.
        package let day: CivilDate
        /// Whether every year on the way was announced; a deadline beyond that may still move.
        package let isCovered: Bool

        package init(day: CivilDate, isCovered: Bool) {
            self.day = day
            self.isCovered = isCovered
        }
    }

    /// Bounds of what is asked of a calendar.
    package enum Limits {
        /// The longest time that is counted, in working days.
        package static let workingDaysMax = 2_000
    }

    /// By days since 1970-01-01.
    private var exceptions: [Int64: Bool]
    /// The years whose exceptions are all in it.
    package private(set) var years: Set<Int64>

    /// A calendar of `exceptions` that knows all of those in `years`.
    package init(exceptions: some Sequence<Exception>, years: Set<Int64>) {
        self.exceptions = Dictionary(
            exceptions.map { ($0.day.daysSinceEpoch, $0.isWorking) }, uniquingKeysWith: { _, last in last })
        self.years = years
    }

    /// What was announced for 2004 to 2026.
    package static let published = WorkingCalendar(publishedText)

    /// Reads lines of a year, `off` or `on`, and days as MMDD.
    init(_ text: String) {
        var exceptions: [Exception] = []
        var years: Set<Int64> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let year = Int64(words[0]) else { continue }
            years.insert(year)
            for word in words.dropFirst(2) {
                guard let number = Int64(word), let day = CivilDate(year: year, month: number / 100, day: number % 100)
                else { continue }
                exceptions.append(Exception(day: day, isWorking: words[1] == "on"))
            }
        }
        self.init(exceptions: exceptions, years: years)
    }

    /// Its exceptions in the order of their days.
    package var allExceptions: [Exception] {
        exceptions.sorted { $0.key < $1.key }.map {
            Exception(day: CivilDate(daysSinceEpoch: $0.key), isWorking: $0.value)
        }
    }

    /// Takes what was announced for `year` in the place of what stood there.
    package mutating func announce(_ announced: some Sequence<Exception>, for year: Int64) {
        exceptions = exceptions.filter { CivilDate(daysSinceEpoch: $0.key).year != year }
        for exception in announced where exception.day.year == year {
            exceptions[exception.day.daysSinceEpoch] = exception.isWorking
        }
        years.insert(year)
    }

    /// Whether offices work on `day`; in a year that was not announced, what the week says.
    package func isWorking(_ day: CivilDate) -> Bool {
        exceptions[day.daysSinceEpoch] ?? (day.weekday < 5)
    }

    /// Whether the year of `day` was announced.
    package func isCovered(_ day: CivilDate) -> Bool { years.contains(day.year) }

    /// The last of `workingDays` working days that come after `start`, which is not counted itself; with 0, `start`.
    package func deadline(after start: CivilDate, workingDays: Int) -> Deadline {
        precondition((0...Limits.workingDaysMax).contains(workingDays), "a time of 0 to 2,000 working days")
        var day = start
        var isAnnounced = isCovered(start)
        var left = workingDays
        while left > 0 {
            day = CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1)
            isAnnounced = isAnnounced && isCovered(day)
            if isWorking(day) { left -= 1 }
        }
        return Deadline(day: day, isCovered: isAnnounced)
    }

    /// The first working day on or after `day`.
    package func workingDay(from day: CivilDate) -> CivilDate {
        isWorking(day) ? day : deadline(after: day, workingDays: 1).day
    }

    /// How many working days come after `start` up to and with `end`; 0 when `end` is not later.
    package func workingDays(after start: CivilDate, through end: CivilDate) -> Int {
        guard start < end else { return 0 }
        return (start.daysSinceEpoch + 1...end.daysSinceEpoch).count { isWorking(CivilDate(daysSinceEpoch: $0)) }
    }
}
