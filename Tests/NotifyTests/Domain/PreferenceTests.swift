import MeshKernel
import Notify
import Testing

@Suite("What somebody wants to be told, and when", .timeLimit(.minutes(5)))
struct PreferenceTests {
    /// A moment of 2026-11-23 in Beijing; hours beyond a day are on later ones.
    private func beijing(_ hour: Int64, _ minute: Int64 = 0) throws -> WallTime {
        let day = try #require(CivilDate(year: 2026, month: 11, day: 23))
        return WallTime(milliseconds: day.daysSinceEpoch * 86_400_000 + (hour - 8) * 3_600_000 + minute * 60_000)
    }

    @Test("quiet hours that go past midnight begin and end at their minutes")
    func pastMidnight() throws {
        let hours = QuietHours.standard
        #expect(try !hours.contains(beijing(21, 59)))
        #expect(try hours.contains(beijing(22)) && hours.contains(beijing(23, 59)) && hours.contains(beijing(0)))
        #expect(try hours.contains(beijing(7, 59)) && !hours.contains(beijing(8)))
        #expect(try hours.end(from: beijing(22, 30)) == beijing(32))
        #expect(try hours.end(from: beijing(3)) == beijing(8))
        #expect(try hours.end(from: beijing(12)) == beijing(12))
    }

    @Test("quiet hours within a day are those of that day")
    func withinDay() throws {
        let hours = try #require(QuietHours(fromMinute: 12 * 60, untilMinute: 14 * 60))
        #expect(try hours.end(from: beijing(13)) == beijing(14))
        #expect(try hours.end(from: beijing(14)) == beijing(14) && hours.end(from: beijing(0)) == beijing(0))
    }

    @Test("hours without length and minutes that a day does not have are none")
    func malformed() {
        #expect(QuietHours(fromMinute: 5, untilMinute: 5) == nil)
        #expect(QuietHours(fromMinute: -1, untilMinute: 5) == nil)
        #expect(QuietHours(fromMinute: 0, untilMinute: 1_440) == nil)
    }

    @Test("what disturbs and can wait, waits for the morning; codes and deadlines do not, and the message centre never")
    func exceptions() throws {
        let night = try beijing(23)
        let standard = Preferences.standard
        #expect(try standard.decision(on: .service, .considerate, over: .sms, at: night) == .send(beijing(32)))
        #expect(standard.decision(on: .code, .immediate, over: .sms, at: night) == .send(night))
        #expect(standard.decision(on: .service, .immediate, over: .sms, at: night) == .send(night))
        #expect(standard.decision(on: .service, .considerate, over: .inApp, at: night) == .send(night))
        #expect(standard.decision(on: .service, .considerate, over: .webhook, at: night) == .send(night))
    }

    @Test("a service may be told that nights are like days, for whoever has said nothing about it")
    func nights() throws {
        let night = try beijing(23)
        let never = NotifyConfiguration(quietHours: .never).standardPreferences
        #expect(never.decision(on: .service, .considerate, over: .sms, at: night) == .send(night))
        #expect(NotifyConfiguration().standardPreferences == .standard)
        #expect(NotifyConfiguration(quietHours: .night).standardPreferences == .standard)
    }

    @Test(
        "codes, security and statutory messages cannot be muted",
        arguments: [MessageCategory.code, .security, .statutory])
    func unmutable(category: MessageCategory) {
        #expect(throws: NotifyError.invalidPreferences([.cannotBeMuted(category)])) {
            try Preferences(
                language: .english, muted: [.init(category: category, channel: .sms)], quietHours: nil,
                digestMinute: nil)
        }
    }

    @Test("every fault of preferences is told at once")
    func faults() {
        #expect(
            throws: NotifyError.invalidPreferences([
                .channelCannotBeMuted(.inApp), .cannotBeMuted(.security), .noSuchMinute,
            ])
        ) {
            try Preferences(
                language: .english,
                muted: [.init(category: .news, channel: .inApp), .init(category: .security, channel: .sms)],
                quietHours: nil, digestMinute: 1_440)
        }
    }

    @Test("what is muted on one channel still goes over the others")
    func muted() throws {
        let preferences = try Preferences(
            language: .english, muted: [.init(category: .news, channel: .sms)], quietHours: nil, digestMinute: nil)
        let noon = try beijing(12)
        #expect(preferences.decision(on: .news, .considerate, over: .sms, at: noon) == .mute)
        #expect(preferences.decision(on: .news, .considerate, over: .email, at: noon) == .send(noon))
        #expect(preferences.decision(on: .service, .considerate, over: .sms, at: noon) == .send(noon))
    }

    @Test("with a digest what can wait is gathered until its minute, and what cannot is sent")
    func digest() throws {
        let preferences = try Preferences(language: .english, muted: [], quietHours: nil, digestMinute: 9 * 60)
        #expect(
            try preferences.decision(on: .service, .considerate, over: .sms, at: beijing(8, 59)) == .gather(beijing(9)))
        #expect(
            try preferences.decision(on: .service, .considerate, over: .sms, at: beijing(9)) == .gather(beijing(33)))
        let noon = try beijing(12)
        #expect(preferences.decision(on: .statutory, .considerate, over: .sms, at: noon) == .send(noon))
        #expect(preferences.decision(on: .service, .immediate, over: .sms, at: noon) == .send(noon))
        #expect(preferences.decision(on: .service, .considerate, over: .inApp, at: noon) == .send(noon))
    }

    @Test("a digest names twenty titles and counts them all, and one of nothing is none")
    func digestData() throws {
        let now = try beijing(9)
        #expect(DailyDigest.data(titles: [], at: now) == nil)
        let titles = (0..<25).map { "t\($0)" }
        let data = try #require(DailyDigest.data(titles: titles, at: now))
        #expect(data.contains(MessageDatum("messages", .number(25))))
        #expect(data.contains(MessageDatum("titles", .list(Array(titles.prefix(20))))))
        #expect(TemplateCatalogue.newest(.digest)?.faults(in: data).isEmpty == true)
    }
}
