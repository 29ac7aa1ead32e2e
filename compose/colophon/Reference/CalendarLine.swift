import MeshAPI

/// What is known of a year's working days, as commands show it.
struct CalendarLine: Encodable {
    struct Day: Encodable {
        let day: String
        let working: Bool
    }

    let year: UInt32
    let announced: Bool
    let days: [Day]
    let source: String

    init(_ year: IdentityV1.CalendarYear) {
        self.year = year.year
        announced = year.announced
        days = year.days.map { Day(day: $0.day, working: $0.working) }
        source = year.source
    }

    func show(asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(self)
            return
        }
        let word = announced ? output.paint("announced", .green) : output.paint("not announced", .yellow)
        output.line("\(word)  \(year)\(source.isEmpty ? "" : ", \(PlainText.line(source))")")
        guard announced else {
            output.line("Weekdays are counted as worked on, and a deadline in it may still move.")
            return
        }
        for (title, working) in [("off", false), ("work", true)] {
            let days = days.filter { $0.working == working }.map(\.day)
            guard !days.isEmpty else { continue }
            // A month a line: seven or so days fit.
            for month in Set(days.map { $0.prefix(7) }).sorted() {
                output.line(
                    "  \(title.count < 4 ? title + " " : title)  "
                        + days.filter { $0.hasPrefix(month) }.joined(separator: " "))
            }
        }
    }
}
