internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// What the program knows of working days, and in its place what staff have announced.
    func workingCalendar() throws -> WorkingCalendar {
        var calendar = WorkingCalendar.published
        var announced: [Int64: [WorkingCalendar.Exception]] = [:]
        for row in try rows("SELECT year FROM calendar_years") { announced[try row.integer("year")] = [] }
        for row in try rows("SELECT day, year, working FROM calendar_days") {
            guard let day = CivilDate(text: try row.text("day")) else { throw StoreError.column("day") }
            announced[try row.integer("year"), default: []].append(
                WorkingCalendar.Exception(day: day, isWorking: try row.boolean("working")))
        }
        for (year, exceptions) in announced { calendar.announce(exceptions, for: year) }
        return calendar
    }
}

extension Transaction {
    /// Takes what was announced for a year in the place of what stood there.
    func announce(_ exceptions: [WorkingCalendar.Exception], for year: Int64) throws {
        try execute("DELETE FROM calendar_days WHERE year = ?", .integer(year))
        try execute("INSERT INTO calendar_years (year) VALUES (?) ON CONFLICT (year) DO NOTHING", .integer(year))
        for exception in exceptions where exception.day.year == year {
            try execute(
                """
                INSERT INTO calendar_days (day, year, working) VALUES (?, ?, ?)
                ON CONFLICT (day) DO UPDATE SET working = excluded.working
                """, .text(exception.day.text), .integer(year), SQLValue(exception.isWorking))
        }
    }
}
