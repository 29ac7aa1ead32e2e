import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("What notify hears of by identity's feed", .timeLimit(.minutes(5)))
struct FollowedEventTests {
    private func events(_ room: IdentityRoom, _ type: EventType) async throws -> [FeedEvent] {
        try await room.store.events(after: 0, limit: 1_000, reader: "notify").events.filter { $0.type == type.name }
    }

    @Test("is what it does something about: everything that an account is told comes by a call instead")
    func readers() {
        let named = IdentityEvents.all.filter { $0.readers.contains("notify") }.map(\.name)
        #expect(Set(named) == ["session.ended", "account.erased", "staff.changed", "calendar.announced"])
    }

    @Test("every change of roles is told with what is left; what changes nothing is not")
    func roles() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register("adviser", mobile: "13900000001")
            for role in ["support", "support", "review"] { try await room.grant(role, to: "adviser") }
            for role in ["support", "support"] { try await room.withdraw(role, from: "adviser") }
            let changes = try await events(room, IdentityEvents.staffChanged)
            #expect(changes.allSatisfy { $0.aggregate == account.id })
            #expect(
                try changes.map { try IdentityV1.StaffChanged(serialized: $0.payload) } == [
                    .init(account: account.id, roles: ["support"]),
                    .init(account: account.id, roles: ["review", "support"]),
                    .init(account: account.id, roles: ["review"]),
                ])
        }
    }

    @Test("a year that is announced is told with its days, once for a call; so is one from before anybody was told")
    func years() async throws {
        try await IdentityRoom.run { room in
            let year = ChinaTime.day(room.time.wall()).year + 1
            let newYear = CivilDate(daysSinceEpoch: try #require(CivilDate(text: "\(year)-01-01")).daysSinceEpoch)
            let free = (0..<7).map { CivilDate(daysSinceEpoch: newYear.daysSinceEpoch + $0) }.first { $0.weekday < 5 }
            let day = try #require(free).text
            for _ in 0..<2 {
                _ = try await room.calendars.announceYear(
                    .init(year: UInt32(year), days: [.init(day: day, working: false)], source: "国办发明电"),
                    options: room.options(room.staff(roles: ["administrator"]), key: "k"))
            }
            #expect(try await room.server.tellAnnouncedYears() == 0)
            let told = try await events(room, IdentityEvents.calendarAnnounced)
            #expect(told.map(\.aggregate) == ["\(year)"])
            let payload = try IdentityV1.CalendarAnnounced(serialized: told.first?.payload ?? [])
            #expect(payload == .init(year: UInt32(year), days: [.init(day: day, working: false)]))
            // As an earlier version has left it.
            _ = try await room.store.write { try $0.execute("UPDATE calendar_years SET told = 0") }
            #expect(try await room.server.tellAnnouncedYears() == 1)
            #expect(try await room.server.tellAnnouncedYears() == 0)
            let again = try await events(room, IdentityEvents.calendarAnnounced)
            #expect(again.count == 2 && again.last?.payload == told.first?.payload)
        }
    }
}
