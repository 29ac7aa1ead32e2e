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

extension Snapshot {
    /// The years that were announced and that the other services were not told of, the first first.
    func untoldYears() throws -> [Int64] {
        try rows("SELECT year FROM calendar_years WHERE told = 0 ORDER BY year").map { try $0.integer("year") }
    }

    /// What is known of the working days of a year.
    func calendarYear(_ year: Int64) throws -> CalendarYear {
        let said = try row("SELECT source, announced_at FROM calendar_years WHERE year = ?", .integer(year)).map {
            CalendarYear.Announcement(source: try $0.text("source"), at: try $0.time("announced_at"))
        }
        return CalendarYear(year, in: try workingCalendar(), announcement: said)
    }
}

extension Transaction {
    /// Counts the deadlines of all reviews under way anew; how many moved, or are certain now.
    func renewDeadlines(under profiles: AuthorityProfiles) throws -> Int {
        let calendar = try workingCalendar()
        var changed = 0
        for row in try rows(
            """
            SELECT id, authority, deadline, deadline_covered, extended, submitted_at FROM dossiers
            WHERE state = 'in_review' AND submitted_at IS NOT NULL
            """)
        {
            guard let authority = Authority(rawValue: try row.text("authority")) else {
                throw StoreError.column("authority")
            }
            let days = profiles[authority].reviewWorkingDays
            let first = calendar.deadline(after: ChinaTime.day(try row.time("submitted_at")), workingDays: days)
            let last =
                try row.boolean("extended") ? calendar.deadline(after: first.day, workingDays: days) : first
            let isCovered = first.isCovered && last.isCovered
            guard try row.text("deadline") != last.day.text || row.boolean("deadline_covered") != isCovered else {
                continue
            }
            try execute(
                "UPDATE dossiers SET deadline = ?, deadline_covered = ? WHERE id = ?", .text(last.day.text),
                SQLValue(isCovered), .text(try row.text("id")))
            changed += 1
        }
        return changed
    }

    /// Notes that the other services are told of a year.
    func noteTold(_ year: Int64) throws {
        try execute("UPDATE calendar_years SET told = 1 WHERE year = ?", .integer(year))
    }

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
