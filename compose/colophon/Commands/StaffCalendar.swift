import ArgumentParser
import MeshAPI
import MeshKernel

/// Extends the calendar of working days.
struct StaffCalendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Say which days of a year are worked on, as was announced.",
        discussion: """
            All days of the year that are not what their place in the week says, in the place of what was known; reviews \
            under way are due anew by it. A span FIRST..LAST leaves out the days that are so anyway: weekends of --off, \
            weekdays of --work. Needs the role administrator. What is known: colophon reference calendar YEAR

            Example: colophon staff calendar 2027 --off 2027-01-01 --off 2027-02-06..2027-02-12 --work 2027-02-20 \
            --source 国办发明电〔2026〕7号
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: ArgumentHelp("A weekday, or a span, without work; may be repeated.", valueName: "day"))
    var off: [String] = []

    @Option(help: ArgumentHelp("A day of a weekend, or a span, with work; may be repeated.", valueName: "day"))
    var work: [String] = []

    @Option(help: "Where it was announced: 1 to 200 characters.")
    var source: String

    @Argument(help: "The year: this one or one of the next five.")
    var year: UInt32

    func validate() throws {
        guard !off.isEmpty || !work.isEmpty else { throw ValidationError("Say --off and --work.") }
    }

    func run() async throws {
        let off = try off.flatMap { text throws(Failure) in try Self.days(text, option: "--off", working: false) }
        let work = try work.flatMap { text throws(Failure) in try Self.days(text, option: "--work", working: true) }
        let days = (off + work).sorted { $0.day < $1.day }
        let known = try await StaffDesk(global, peer).call(
            meaning: { Failure.calendar($0, days) },
            { client, options in
                try await IdentityV1.CalendarsClient(client).announceYear(
                    IdentityV1.AnnounceYearRequest(year: year, days: days, source: source), options: options)
            })
        CalendarLine(known).show(asJSON: global.json)
    }

    /// A day, or the days of a span that are not so anyway.
    static func days(_ text: String, option: String, working: Bool) throws(Failure) -> [IdentityV1.CalendarDay] {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { CivilDate(text: String($0)) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
            last.daysSinceEpoch - first.daysSinceEpoch <= 366
        else { throw .refused("\(option) \(text) is neither a day (YYYY-MM-DD) nor a span (FIRST..LAST)") }
        let days = (first.daysSinceEpoch...last.daysSinceEpoch).map { CivilDate(daysSinceEpoch: $0) }
        // What is said alone is meant, and refused where it says nothing.
        let meant = ends.count == 1 ? days : days.filter { ($0.weekday < 5) != working }
        return meant.map { IdentityV1.CalendarDay(day: $0.text, working: working) }
    }
}
