import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

/// Stores as each earlier version left them: with what today's code has written, as far as that version had a place for
/// it. What is sealed, and what finds it, was never written otherwise; only messages to accounts were known again by the
/// number of the day, and are by the account.
@Suite("Stores of earlier versions", .timeLimit(.minutes(5)))
struct EarlierStoreTests {
    private static let steps = NotifyMigrations.all

    /// What everybody sees of what is kept.
    private struct Seen: Equatable {
        var messages: [NotifyV1.Message] = []
        var inbox: NotifyV1.ListInboxResponse?
        var wishes: NotifyV1.Preferences?
        var dead: [NotifyV1.DeadLetter] = []
        var webhooks: [NotifyV1.Webhook] = []
        var conversation: NotifyV1.ReadTicketResponse?
        var calls: [NotifyV1.Callback] = []
    }

    /// Fills every table of the service.
    private func fill(_ room: NotifyRoom) async throws {
        let announced = IdentityV1.CalendarAnnounced(year: 2_027, days: [.init(day: "2027-01-01")]).serialized()
        let reaction = try await room.server.identityReaction(IdentityFeed.news)
        _ = try await room.store.apply(
            FeedEvent(
                epoch: "e", position: 1, id: "evt_1", type: "calendar.announced", aggregate: "2027", version: 1,
                payload: announced, trace: "", at: NotifyRoom.noon), from: "identity", reaction)
        let mine = room.options("acc_a")
        try await room.setContacts("acc_a", mobile: "13712341234", email: "a@example.com")
        try await room.setContacts("acc_a", mobile: "13812341234", email: "a@example.com")
        let made = try await room.webhooks.createWebhook(.init(url: "https://example.com/hook"), options: mine)
        _ = try await room.webhooks.rotateWebhookSecret(.init(id: made.webhook?.id ?? ""), options: mine)
        _ = try await room.centre.setPreferences(
            .init(preferences: .init(language: "en", muted: [.init(category: .news, channel: .sms)])), options: mine)
        // One that arrived, one of which nobody knows, and one that waits.
        let provider = ScriptedProvider(answers: [.delivered(reference: "r"), .unanswered(reason: "silence")])
        let delivery = Delivery(.sms, providers: [provider], server: room.server)
        for event in ["1", "2"] {
            _ = try await room.sealed(event: event, channels: [.inApp, .sms])
            try await room.deliver(delivery)
        }
        _ = try await room.sealed(event: "3", channels: [.email])
        _ = try await room.desk.setDuty(.init(name: "顾问", onDuty: true), options: room.options("s1"))
        let ticket = try await room.support.openTicket(.init(subject: "证书", text: "怎么下载？"), options: mine)
        _ = try await room.desk.replyTicket(
            .init(id: ticket.standing?.id ?? "", text: "请稍等。", outcome: .inProgress), options: room.options("s1"))
        _ = try await room.support.requestCallback(.init(number: "13812341234"), options: mine)
        _ = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
    }

    private func look(_ room: NotifyRoom, at version: Int) async throws -> Seen {
        let mine = room.options("acc_a")
        var seen = Seen()
        let ids = try await room.store.read { snapshot in
            try snapshot.rows("SELECT id FROM messages ORDER BY id").map { try $0.text("id") }
        }
        for id in ids { seen.messages.append(try await room.message(id)) }
        seen.inbox = try await room.centre.listInbox(.init(), options: mine)
        seen.wishes = try await room.centre.getPreferences(.init(), options: mine)
        seen.dead = try await room.messages.listDeadLetters(.init(), options: mine).deadLetters
        if version >= 2 {
            seen.webhooks = try await room.webhooks.listWebhooks(.init(), options: mine).webhooks
        }
        if version >= 3 {
            let tickets = try await room.support.listTickets(.init(), options: mine).tickets
            let id = try #require(tickets.first?.standing?.id)
            seen.conversation = try await room.support.readTicket(.init(id: id), options: mine)
            seen.calls = try await room.support.listCallbacks(.init(), options: mine).callbacks
        }
        return seen
    }

    @Test("every table of a service's store has rows in what the next test carries over")
    func filled() async throws {
        try await NotifyRoom.run { room in
            try await fill(room)
            let bare = try TemporaryStore()
            let ofStore = Set(try await StoredRows(bare.store).tables.map(\.name))
            for table in try await StoredRows(room.store).tables where !ofStore.contains(table.name) {
                #expect(!table.rows.isEmpty, "\(table.name)")
            }
        }
    }

    @Test(
        "is brought to this version with all its rows, is read as before, and goes on with what it had begun",
        arguments: 1..<steps.count)
    func carried(from version: Int) async throws {
        let (time, folder) = (SeededTime(start: NotifyRoom.noon), try TemporaryFolder("notify"))
        let (rows, before) = try await NotifyRoom.run(time: time) { room in
            try await fill(room)
            return (try await StoredRows(room.store), try await look(room, at: version))
        }
        let earlier = try TemporaryStore(
            Array(Self.steps.prefix(version)), eventTypes: NotifyEvents.all, folder: folder, time: time)
        let kept = rows.limited(to: try await StoredRows(earlier.store))
        try await kept.put(into: earlier.store)
        #expect(try await StoredRows(earlier.store) == kept)
        await earlier.store.close()

        try await NotifyRoom.run(time: time, folder: folder) { room in
            let now = try await StoredRows(room.store).limited(to: kept)
            for before in kept.tables { #expect(now[before.name] == before, "\(before.name)") }
            #expect(try await look(room, at: version) == before)
            // Where it was reached is known by what was sent there: a number and an e-mail address.
            let former = try await room.store.read { snapshot in
                try snapshot.row("SELECT COUNT(*) AS codes FROM former_contacts WHERE account = 'acc_a'")?
                    .integer("codes")
            }
            #expect(former == 2)
            // What waits is sent to where the account is reached, and what is dead can be sent again.
            let (mail, sms) = (ScriptedProvider(), ScriptedProvider())
            try await room.deliver(Delivery(.email, providers: [mail], server: room.server))
            #expect(mail.asked.count == 1)
            let dead = try #require(before.dead.first?.message?.id)
            _ = try await room.messages.replayDeadLetter(.init(id: dead), options: room.options("staff"))
            time.advance(by: .seconds(600))
            try await room.deliver(Delivery(.sms, providers: [sms], server: room.server))
            #expect(sms.asked.filter { $0.id.text == dead }.count == 1)
            if version >= 3 {
                // Whoever is on duty stays so when identity's feed is read from its beginning.
                let reaction = try await room.server.identityReaction(IdentityFeed.news)
                let lost = IdentityV1.StaffChanged(account: "s1", roles: ["review"]).serialized()
                let heard = FeedEvent(
                    epoch: "e", position: 2, id: "evt_2", type: "staff.changed", aggregate: "s1", version: 1,
                    payload: lost, trace: "", at: NotifyRoom.noon.advanced(by: .seconds(-86_400)))
                #expect(try await room.store.apply(heard, from: "identity", reaction) == .applied)
                let met = try await room.support.meetAdviser(.init(), options: room.options("acc_a"))
                #expect(met.adviser == "顾问" && met.onDuty)
                _ = try await room.desk.setDuty(.init(name: "二号", onDuty: true), options: room.options("s2"))
                let relieved = try await room.desk.relieveAdviser(
                    .init(adviser: "s1"), options: room.options("administrator"))
                #expect(!relieved.onDuty && relieved.load == 0)
                _ = try await room.server.sweepDesk()
                let due = try await room.desk.listDueCallbacks(.init(), options: room.options("s2")).callbacks
                #expect(due.map(\.number) == ["13812341234"])
            }
        }
    }
}
