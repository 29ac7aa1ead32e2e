package import MeshKernel
package import MeshStore

extension Snapshot {
    /// What the program knows of working days, and in its place what staff have announced.
    package func workingCalendar() throws -> WorkingCalendar {
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
    /// Takes what was announced for a year in the place of what stood there; `source` is where it was announced.
    package func announce(
        _ exceptions: [WorkingCalendar.Exception], for year: Int64, source: String, by staff: Identifier
    ) throws {
        try execute("DELETE FROM calendar_days WHERE year = ?", .integer(year))
        try execute(
            """
            INSERT INTO calendar_years (year, source, announced_by, announced_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (year) DO UPDATE SET
                source = excluded.source, announced_by = excluded.announced_by, announced_at = excluded.announced_at
            """, .integer(year), .text(source), SQLValue(staff), SQLValue(now))
        for exception in exceptions where exception.day.year == year {
            try execute(
                "INSERT INTO calendar_days (day, year, working) VALUES (?, ?, ?)", .text(exception.day.text),
                .integer(year), SQLValue(exception.isWorking))
        }
    }
}
