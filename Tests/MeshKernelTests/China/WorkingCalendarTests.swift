import MeshKernel
import MeshTestKit
import Testing

@Suite("Working days in China", .timeLimit(.minutes(5)))
struct WorkingCalendarTests {
    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text: text)) }

    @Test(
        "deadlines over holidays and make-up days fall where they were announced to",
        arguments: [
            ("2026-09-24", 7, "2026-10-12"), ("2026-02-13", 3, "2026-02-25"), ("2026-02-13", 7, "2026-03-02"),
            ("2026-09-24", 30, "2026-11-12"),
        ])
    func vectors(_ start: String, _ days: Int, _ end: String) throws {
        let deadline = WorkingCalendar.published.deadline(after: try day(start), workingDays: days)
        #expect(deadline == WorkingCalendar.Deadline(day: try day(end), isCovered: true))
        #expect(WorkingCalendar.published.workingDays(after: try day(start), through: try day(end)) == days)
    }

    @Test("a deadline beyond the announced years is marked, and no other")
    func beyond() throws {
        let calendar = WorkingCalendar.published
        #expect(calendar.deadline(after: try day("2026-12-30"), workingDays: 1).isCovered)
        #expect(!calendar.deadline(after: try day("2026-12-31"), workingDays: 1).isCovered)
        #expect(!calendar.deadline(after: try day("2003-12-31"), workingDays: 1).isCovered)
        #expect(calendar.years == Set(2004...2026))
    }

    @Test("a year that staff announce moves what follows")
    func announced() throws {
        var calendar = WorkingCalendar.published
        let newYear = WorkingCalendar.Exception(day: try day("2027-01-01"), isWorking: false)
        let foreign = WorkingCalendar.Exception(day: try day("2028-01-03"), isWorking: false)
        #expect(calendar.isWorking(newYear.day))
        calendar.announce([newYear, foreign], for: 2027)
        #expect(
            calendar.deadline(after: try day("2026-12-31"), workingDays: 1)
                == WorkingCalendar.Deadline(day: try day("2027-01-04"), isCovered: true))
        #expect(calendar.isWorking(foreign.day) && !calendar.isCovered(foreign.day))
        calendar.announce([], for: 2027)
        #expect(calendar.isWorking(newYear.day))
    }

    @Test("weekends rest, but for the days that make up for holidays")
    func weekends() throws {
        let calendar = WorkingCalendar.published
        #expect(try !calendar.isWorking(day("2026-11-21")) && !calendar.isWorking(day("2026-11-22")))
        #expect(try calendar.isWorking(day("2026-11-23")) && calendar.isWorking(day("2026-02-14")))
        #expect(!calendar.isWorking(try day("2026-10-01")))
        #expect(try calendar.workingDay(from: day("2026-10-01")) == day("2026-10-08"))
        #expect(try calendar.workingDay(from: day("2026-10-08")) == day("2026-10-08"))
        #expect(try calendar.deadline(after: day("2026-10-01"), workingDays: 0).day == day("2026-10-01"))
        #expect(try day("1970-01-01").weekday == 3)
        #expect(try day("1969-12-28").weekday == 6)
    }

    @Test("every exception in the table is one, and years without make-up days would be noticed")
    func table() {
        let exceptions = WorkingCalendar.published.allExceptions
        #expect(exceptions.allSatisfy { $0.isWorking == ($0.day.weekday >= 5) })
        #expect(exceptions.count == 557)
        for year in Int64(2004)...2026 {
            #expect(exceptions.contains { $0.day.year == year && $0.isWorking })
        }
    }

    @Test("a day in China begins at sixteen hours UTC of the day before")
    func zone() throws {
        let before = WallTime(milliseconds: try day("2026-11-21").daysSinceEpoch * 86_400_000 + 57_599_999)
        #expect(try ChinaTime.day(before) == day("2026-11-21"))
        #expect(try ChinaTime.day(before.advanced(by: .milliseconds(1))) == day("2026-11-22"))
        #expect(try ChinaTime.start(of: day("2026-11-22")) == before.advanced(by: .milliseconds(1)))
        #expect(try ChinaTime.end(of: day("2026-11-21")) == before.advanced(by: .milliseconds(1)))
    }

    @Test("days are read as they are written and no other way")
    func text() throws {
        #expect(try day("2026-02-28").text == "2026-02-28")
        #expect(CivilDate(text: "0001-01-01")?.text == "0001-01-01")
        for bad in ["", "2026-2-28", "2026-02-29", "2026-02-28 ", "２026-02-28", "2026/02/28", "-026-02-28"] {
            #expect(CivilDate(text: bad) == nil, "\(bad)")
        }
    }
}
