import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import ProtobufC
import Testing

@Suite("What follows from identity's feed", .timeLimit(.minutes(5)))
struct IdentityReactionTests {
    private func event(
        _ type: String, _ payload: [UInt8], position: Int64 = 1, at time: WallTime = NotifyRoom.noon
    ) -> FeedEvent {
        FeedEvent(
            epoch: "e", position: position, id: "evt_\(position)", type: type, aggregate: "agg_\(position)", version: 1,
            payload: payload, trace: "", at: time)
    }

    /// What identity said so many seconds before noon of what somebody may do.
    private func changed(_ staff: String, _ roles: [String], secondsAgo: Int64, position: Int64 = 1) -> FeedEvent {
        event(
            "staff.changed", IdentityV1.StaffChanged(account: staff, roles: roles).serialized(), position: position,
            at: NotifyRoom.noon.advanced(by: .seconds(-secondsAgo)))
    }

    @discardableResult
    private func hear(_ room: NotifyRoom, _ event: FeedEvent) async throws -> FeedOutcome {
        let reaction = try await room.server.identityReaction(IdentityFeed.news)
        return try await room.store.apply(event, from: "identity", reaction)
    }

    private func announced(_ days: [(String, Bool)], _ year: UInt32 = 2_027, position: Int64 = 1) -> FeedEvent {
        let payload = IdentityV1.CalendarAnnounced(
            year: year, days: days.map { IdentityV1.CalendarDay(day: $0.0, working: $0.1) }
        ).serialized()
        return event("calendar.announced", payload, position: position)
    }

    private func come(_ room: NotifyRoom, _ staff: String) async throws {
        _ = try await room.desk.setDuty(.init(name: "顾问\(staff)", onDuty: true), options: room.options(staff))
    }

    private func call(_ room: NotifyRoom, _ account: String) async throws -> NotifyV1.Callback {
        try await room.support.requestCallback(.init(number: "13812341234"), options: room.options(account))
    }

    private func open(_ room: NotifyRoom, _ account: String) async throws -> NotifyV1.TicketStanding {
        let ticket = try await room.support.openTicket(
            .init(subject: "证书", text: "怎么下载？"), options: room.options(account))
        return try #require(ticket.standing)
    }

    private func moment(_ day: String, _ hour: Int64) throws -> WallTime {
        ChinaTime.start(of: try #require(CivilDate(text: day))).advanced(by: .seconds(3_600 * hour))
    }

    @Test(
        "whoever loses the role, or is erased, is off duty; what they have goes to others, and nothing new comes",
        arguments: ["staff.changed", "account.erased"])
    func gone(type: String) async throws {
        try await NotifyRoom.run { room in
            try await come(room, "s1")
            let ticket = try await open(room, "acc_a")
            _ = try await call(room, "acc_a")
            #expect(ticket.adviser == "顾问s1")
            try await come(room, "s2")
            let payload =
                type == "staff.changed"
                ? IdentityV1.StaffChanged(account: "s1", roles: ["review"]).serialized()
                : IdentityV1.AccountErased(account: "s1").serialized()
            #expect(try await hear(room, event(type, payload)) == .applied)
            let read = try await room.support.readTicket(.init(id: ticket.id), options: room.options("acc_a")).ticket
            #expect(read?.standing?.adviser == "顾问s2" && read?.standing?.state == .assigned)
            let due = try await room.desk.listDueCallbacks(.init(), options: room.options("s2"))
            #expect(due.callbacks.count == 1)
            // The account's own adviser is somebody who is there, and has been told of.
            let met = try await room.support.meetAdviser(.init(), options: room.options("acc_a"))
            #expect(met.adviser == "顾问s2" && met.onDuty)
            let titles = try await room.centre.listInbox(.init(), options: room.options("acc_a")).entries.map(\.title)
            #expect(titles.filter { $0 == "已为您分配专属顾问" }.count == 2)
            // Nobody else is there: what is new waits.
            _ = try await room.desk.setDuty(.init(onDuty: false), options: room.options("s2"))
            #expect(try await open(room, "acc_b").state == .waiting)
            #expect(try await call(room, "acc_b").adviser.isEmpty)
            #expect(try await room.server.sweepDesk() == 0)
        }
    }

    @Test("whoever keeps the role, or never was there, changes nothing")
    func staying() async throws {
        try await NotifyRoom.run { room in
            try await come(room, "s1")
            for (position, changed) in [
                IdentityV1.StaffChanged(account: "s1", roles: ["review", "support"]),
                IdentityV1.StaffChanged(account: "s9", roles: []),
            ].enumerated() {
                let heard = event("staff.changed", changed.serialized(), position: Int64(position) + 1)
                #expect(try await hear(room, heard) == .applied)
            }
            #expect(try await open(room, "acc_a").adviser == "顾问s1")
            // Whoever has left and comes again is an adviser like every other.
            let left = IdentityV1.StaffChanged(account: "s1").serialized()
            try await hear(room, event("staff.changed", left, position: 3))
            try await come(room, "s1")
            #expect(try await room.support.meetAdviser(.init(), options: room.options("acc_a")).adviser == "顾问s1")
        }
    }

    @Test("what was said of an adviser before they came to be on duty relieves nobody: a feed begins years ago")
    func older() async throws {
        try await NotifyRoom.run { room in
            try await come(room, "s1")
            let ticket = try await open(room, "acc_a")
            let day: Int64 = 86_400
            // Somebody who lost the role, and somebody who lost and regained it.
            let past: [(roles: [String], secondsAgo: Int64)] = [
                (["review"], 3 * day), (["support"], 2 * day), ([], day), ([], Adviser.Limits.tokenSecondsMax),
            ]
            for (index, was) in past.enumerated() {
                let heard = changed("s1", was.roles, secondsAgo: was.secondsAgo, position: Int64(index) + 1)
                #expect(try await hear(room, heard) == .applied)
            }
            #expect(try await open(room, "acc_b").adviser == "顾问s1")
            let met = try await room.support.meetAdviser(.init(), options: room.options("acc_a"))
            #expect(met.adviser == "顾问s1" && met.onDuty)
            let read = try await room.support.readTicket(.init(id: ticket.id), options: room.options("acc_a")).ticket
            #expect(read?.standing?.state == .assigned)
            // Who goes off duty and has work left is still who came.
            _ = try await room.desk.setDuty(.init(onDuty: false), options: room.options("s1"))
            try await hear(room, changed("s1", [], secondsAgo: day, position: 5))
            #expect(try await room.support.meetAdviser(.init(), options: room.options("acc_a")).adviser == "顾问s1")
        }
    }

    @Test("what was said within a token's life before an adviser came counts: the role that they showed may be lost")
    func withinTokenLife() async throws {
        #expect(AccessToken.lifetimeMax == .seconds(Adviser.Limits.tokenSecondsMax))
        try await NotifyRoom.run { room in
            try await come(room, "s1")
            try await hear(room, changed("s1", ["review"], secondsAgo: Adviser.Limits.tokenSecondsMax - 1))
            #expect(try await open(room, "acc_a").state == .waiting)
        }
    }

    @Test("an erased adviser is off duty however long ago that was")
    func erasedBefore() async throws {
        try await NotifyRoom.run { room in
            try await come(room, "s1")
            let payload = IdentityV1.AccountErased(account: "s1").serialized()
            try await hear(
                room, event("account.erased", payload, at: NotifyRoom.noon.advanced(by: .seconds(-86_400))))
            #expect(try await open(room, "acc_a").state == .waiting)
        }
    }

    @Test("once a year is announced calls in it come at a time that is certain")
    func certain() async throws {
        // A Tuesday of a year of which the program knows nothing.
        try await NotifyRoom.run(time: SeededTime(start: try moment("2027-01-05", 10))) { room in
            #expect(try await !call(room, "acc_a").certain)
            try await hear(room, announced([("2027-01-01", false), ("2027-01-02", true)]))
            #expect(try await call(room, "acc_b").certain)
            // Also the one that was asked for before, which comes when it would have.
            let before = try await room.support.listCallbacks(.init(), options: room.options("acc_a")).callbacks
            #expect(before.map(\.certain) == [true])
        }
    }

    @Test("a call into a holiday that is announced comes after it, and whoever waits is told, once")
    func moved() async throws {
        try await NotifyRoom.run(time: SeededTime(start: try moment("2026-12-31", 17))) { room in
            try await come(room, "s1")
            let asked = try await call(room, "acc_a")
            #expect(try asked.from?.seconds == moment("2027-01-01", 10).milliseconds / 1_000 && !asked.certain)
            let holiday = announced([("2027-01-01", false)])
            try await hear(room, holiday)
            try await hear(room, holiday)
            let moved = try await room.support.listCallbacks(.init(), options: room.options("acc_a")).callbacks
            #expect(try moved.map { $0.from?.seconds } == [moment("2027-01-04", 10).milliseconds / 1_000])
            #expect(moved.map(\.certain) == [true] && moved.map(\.id) == [asked.id])
            let told = try await room.centre.listInbox(.init(), options: room.options("acc_a")).entries
            #expect(told.filter { $0.template == "adviser.callback" }.count == 2)
            #expect(told.first?.text.contains("1月4日") == true)
            // What is announced anew takes the place of what was.
            try await hear(room, announced([("2027-01-04", false)], position: 2))
            let again = try await room.support.listCallbacks(.init(), options: room.options("acc_a")).callbacks
            #expect(try again.map { $0.from?.seconds } == [moment("2027-01-01", 10).milliseconds / 1_000])
        }
    }

    @Test("every call that is still to come moves, however many there are and however many are overdue")
    func movedAll() async throws {
        let accounts = Limits.movedCallbacksPerRead / Callback.Limits.openPerAccountMax + 1
        let count = accounts * Callback.Limits.openPerAccountMax
        try await NotifyRoom.run(time: SeededTime(start: try moment("2026-12-30", 10))) { room in
            for number in 0..<count { _ = try await call(room, "acc_a\(number % accounts)") }
            let overdue = try await froms(room)
            room.time.advance(by: .seconds(31 * 3_600))
            for number in 0..<count { _ = try await call(room, "acc_b\(number % accounts)") }
            try await hear(room, announced([("2027-01-01", false)]))
            var expected = overdue
            expected[try moment("2027-01-04", 10), default: 0] += Int64(count)
            #expect(overdue.values.reduce(0, +) == Int64(count) && count > Limits.movedCallbacksPerRead)
            #expect(try await froms(room) == expected)
        }
    }

    /// How many calls come at the earliest at which moment.
    private func froms(_ room: NotifyRoom) async throws -> [WallTime: Int64] {
        try await room.store.read { snapshot in
            let rows = try snapshot.rows("SELECT from_at, COUNT(*) AS calls FROM callbacks GROUP BY from_at")
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.time("from_at"), try $0.integer("calls")) })
        }
    }

    @Test(
        "what cannot be read is parked, and from anything else nothing follows",
        arguments: [
            ("calendar.announced", IdentityV1.CalendarAnnounced(year: 2_027).serialized(), FeedOutcome.parked),
            (
                "calendar.announced",
                IdentityV1.CalendarAnnounced(year: 2_027, days: [.init(day: "2028-01-03")]).serialized(), .parked
            ),
            ("staff.changed", [], .parked), ("account.erased", [], .parked), ("account.erased", [0xFF], .parked),
            ("session.ended", [0xFF], .applied),
        ])
    func strange(type: String, payload: [UInt8], outcome: FeedOutcome) async throws {
        try await NotifyRoom.run { room in
            try await come(room, "s1")
            #expect(try await hear(room, event(type, payload)) == outcome)
            #expect(try await open(room, "acc_a").adviser == "顾问s1")
        }
    }
}
