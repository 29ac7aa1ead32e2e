import Evidence
import MeshKernel
import MeshTestKit
import Testing

@Suite("How long a filing stands", .timeLimit(.minutes(5)))
struct FilingTermTests {
    private func time(_ year: Int64, _ month: Int64, _ day: Int64, _ milliseconds: Int64 = 0) throws -> WallTime {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        return WallTime(milliseconds: date.daysSinceEpoch * 86_400_000 + milliseconds)
    }

    @Test("a credit gives a year to the millisecond, and a leap day the last of February")
    func year() throws {
        #expect(try FilingTerm.end(from: time(2026, 11, 22, 12_345)) == time(2027, 11, 22, 12_345))
        #expect(try FilingTerm.end(from: time(2024, 2, 29, 7)) == time(2025, 2, 28, 7))
        #expect(try FilingTerm.end(from: time(2024, 2, 29), years: 4) == time(2028, 2, 29))
    }

    @Test("states and reminders change at their milliseconds")
    func edges() throws {
        let end = try time(2027, 1, 31)
        func before(_ days: Int64, _ milliseconds: Int64) -> WallTime {
            WallTime(milliseconds: end.milliseconds - days * 86_400_000 + milliseconds)
        }
        #expect(FilingTerm.state(end: end, now: before(30, -1)) == .active)
        #expect(FilingTerm.state(end: end, now: before(30, 0)) == .expiring)
        #expect(FilingTerm.state(end: end, now: before(0, -1)) == .expiring)
        #expect(FilingTerm.state(end: end, now: end) == .void)
        #expect(FilingTerm.reminder(end: end, now: before(30, -1)) == nil)
        #expect(FilingTerm.reminder(end: end, now: before(30, 0)) == 30)
        #expect(FilingTerm.reminder(end: end, now: before(7, -1)) == 30)
        #expect(FilingTerm.reminder(end: end, now: before(7, 0)) == 7)
        #expect(FilingTerm.reminder(end: end, now: before(1, 0)) == 1)
        #expect(FilingTerm.reminder(end: end, now: end) == nil)
        #expect(FilingTerm.nextNotice(end: end, after: before(31, 0)) == before(30, 0))
        #expect(FilingTerm.nextNotice(end: end, after: before(30, 0)) == before(7, 0))
        #expect(FilingTerm.nextNotice(end: end, after: before(1, 0)) == end)
    }
}
