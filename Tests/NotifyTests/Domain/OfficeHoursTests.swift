import MeshKernel
import Notify
import Testing

@Suite("Office hours", .timeLimit(.minutes(5)))
struct OfficeHoursTests {
    private func day(_ month: Int64, _ day: Int64) throws -> CivilDate {
        try #require(CivilDate(year: 2026, month: month, day: day))
    }

    /// A moment in Beijing.
    private func at(_ month: Int64, _ day: Int64, _ hour: Int, _ minute: Int = 0) throws -> WallTime {
        BeijingTime.moment(try self.day(month, day), minuteOfDay: hour * 60 + minute)
    }

    /// National Day of 2026: the 1st to the 7th of October are free, the 10th is worked.
    private func october() throws -> OfficeHours {
        var exceptions = [WorkingCalendar.Exception(day: try day(10, 10), isWorking: true)]
        for number in 1...7 {
            exceptions.append(WorkingCalendar.Exception(day: try day(10, Int64(number)), isWorking: false))
        }
        return try #require(
            OfficeHours(
                parts: OfficeHours.standard.parts, calendar: WorkingCalendar(exceptions: exceptions, years: [2026])))
    }

    @Test("somebody is in the office from nine to noon and half past one to six, Monday to Friday, in Beijing")
    func open() throws {
        let hours = OfficeHours.standard
        #expect(try !hours.contains(at(11, 23, 8, 59)) && hours.contains(at(11, 23, 9)))  // a Monday
        #expect(try hours.contains(at(11, 23, 11, 59)) && !hours.contains(at(11, 23, 12)))
        #expect(try hours.contains(at(11, 23, 13, 30)) && !hours.contains(at(11, 23, 18)))
        #expect(try !hours.contains(at(11, 21, 10)) && !hours.contains(at(11, 22, 10)))
    }

    @Test("office time stops at noon, in the evening and over a weekend")
    func stops() throws {
        let hours = OfficeHours.standard
        #expect(try hours.moment(after: 60, from: at(11, 23, 9))?.time == at(11, 23, 10))
        #expect(try hours.moment(after: 120, from: at(11, 23, 11))?.time == at(11, 23, 14, 30))
        #expect(try hours.moment(after: 60, from: at(11, 20, 17, 30))?.time == at(11, 23, 9, 30))
        #expect(try hours.moment(after: 180, from: at(11, 21, 3))?.time == at(11, 23, 12))
        #expect(try hours.moment(after: 181, from: at(11, 21, 3))?.time == at(11, 23, 13, 31))
    }

    @Test("holidays are free and make-up days are worked")
    func holidays() throws {
        let hours = try october()
        #expect(try hours.moment(after: 60, from: at(9, 30, 17, 30))?.time == at(10, 8, 9, 30))
        #expect(try hours.contains(at(10, 10, 10)) && !hours.contains(at(10, 11, 10)))
        #expect(try hours.moment(after: 60, from: at(9, 30, 17, 30))?.isCertain == true)
    }

    @Test("a way through a year that the calendar does not cover is flagged")
    func uncertain() throws {
        let hours = try october()
        let late = try #require(hours.moment(after: 60, from: at(12, 31, 17, 30)))
        #expect(!late.isCertain)
        #expect(try OfficeHours.standard.moment(after: 1, from: at(11, 23, 9))?.isCertain == true)
    }

    @Test("an office that never opens again has no moment")
    func never() throws {
        let first = try day(11, 23).daysSinceEpoch
        let free = (0..<90).map { number in
            WorkingCalendar.Exception(day: CivilDate(daysSinceEpoch: first + Int64(number)), isWorking: false)
        }
        let hours = try #require(
            OfficeHours(
                parts: OfficeHours.standard.parts, calendar: WorkingCalendar(exceptions: free, years: [2026, 2027])))
        #expect(try hours.moment(after: 1, from: at(11, 23, 9)) == nil)
        #expect(try CallbackWindow(askedAt: at(11, 23, 9), hours: hours) == nil)
    }

    @Test("a call-back comes after two to three hours of office time")
    func callback() throws {
        let callback = try #require(CallbackWindow(askedAt: at(11, 20, 16), hours: .standard))
        #expect(try callback.from == at(11, 20, 18) && callback.until == at(11, 23, 10))
        let weekend = try #require(CallbackWindow(askedAt: at(11, 22, 12), hours: .standard))
        #expect(try weekend.from == at(11, 23, 11) && weekend.until == at(11, 23, 12))
    }

    @Test("the office-hours table of a configuration is read to the minute")
    func table() throws {
        let hours = try #require(OfficeHours(table: ["08:30-12:00", "13:00-24:00"]))
        #expect(
            hours.parts == [
                OfficeHours.Part(fromMinute: 510, untilMinute: 720),
                OfficeHours.Part(fromMinute: 780, untilMinute: 1_440),
            ])
        for wrong in [
            "", "9:00-12:00", "09:00", "09:00-12:60", "09:00-24:01", "0900-1200", "12:00-09:00", "ab:cd-ef:gh",
        ] {
            #expect(OfficeHours(table: [wrong]) == nil, "\(wrong)")
        }
        #expect(OfficeHours(table: []) == nil)
        #expect(OfficeHours(table: ["13:00-14:00", "09:00-10:00"]) == nil)
    }

    @Test("parts of a day follow each other")
    func parts() {
        typealias Part = OfficeHours.Part
        #expect(OfficeHours(parts: []) == nil)
        #expect(OfficeHours(parts: [Part(fromMinute: 60, untilMinute: 60)]) == nil)
        #expect(OfficeHours(parts: [Part(fromMinute: 60, untilMinute: 1_441)]) == nil)
        #expect(
            OfficeHours(parts: [Part(fromMinute: 60, untilMinute: 120), Part(fromMinute: 90, untilMinute: 180)]) == nil)
        #expect(OfficeHours(parts: [Part(fromMinute: 0, untilMinute: 1_440)]) != nil)
    }
}
