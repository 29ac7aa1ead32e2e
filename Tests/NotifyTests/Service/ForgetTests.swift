import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import ProtobufC
import Testing

@Suite("Forgetting an account that was erased", .timeLimit(.minutes(5)))
struct ForgetTests {
    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? RPCError)?.reason?.reason
        }
    }

    private func count(_ room: NotifyRoom, _ statement: String) async throws -> Int64? {
        try await room.store.read { try $0.row("SELECT count(*) AS n FROM \(statement)")?.integer("n") }
    }

    /// An account with something of every kind: told, waiting, gathered, asked, and reached.
    private func fill(_ room: NotifyRoom, _ account: String, mobile: String) async throws {
        let mine = room.options(account)
        try await room.setContacts(account, mobile: mobile, email: "\(account.suffix(1))@example.com")
        _ = try await room.webhooks.createWebhook(.init(url: "https://example.com/hook"), options: mine)
        _ = try await room.centre.setPreferences(
            .init(
                preferences: .init(
                    language: "en", muted: [.init(category: .news, channel: .sms)], digest: .init(minute: 18 * 60))),
            options: mine)
        _ = try await room.support.openTicket(
            .init(subject: "秘密", text: "秘密的内容"), options: room.options(account, key: "ticket"))
        _ = try await room.sealed(account, event: "gathered")
        _ = try await room.centre.setPreferences(.init(preferences: .init(language: "en")), options: mine)
        _ = try await room.sealed(account, event: "waiting", channels: [.inApp, .sms, .email])
    }

    @Test("its key is destroyed: nothing that it was told can be read, where it is reached and what it wanted is gone")
    func forgotten() async throws {
        try await NotifyRoom.run { room in
            try await fill(room, "acc_a", mobile: "13812341234")
            try await fill(room, "acc_b", mobile: "13912341234")
            let entries = try await room.centre.listInbox(.init(), options: room.options("acc_a")).entries
            let told = try #require(entries.first?.id)
            try await room.forget("acc_a")
            #expect(try await count(room, "subject_keys WHERE subject = 'acc_a' AND wrapped IS NOT NULL") == 0)
            for table in ["contacts", "webhooks", "preferences", "mutes", "inbox_counts", "dedicated_advisers"] {
                #expect(try await count(room, "\(table) WHERE account = 'acc_a'") == 0, "\(table)")
            }
            #expect(try await count(room, "idempotency WHERE subject = 'acc_a'") == 0)
            // Nobody can try a number against what is kept.
            let codes = "messages WHERE account = 'acc_a' AND channel IN ('sms', 'email')"
            #expect(try await count(room, codes) ?? 0 > 0)
            #expect(try await count(room, "\(codes) AND address_code <> zeroblob(32)") == 0)
            #expect(await reason { _ = try await room.message(told) } == "MESSAGE_NOT_FOUND")
            let page = try await room.centre.listInbox(.init(), options: room.options("acc_a"))
            #expect(page.entries.isEmpty && page.unread == 0)
            // Nobody else is forgotten, and who was stays so.
            try await room.forget("acc_a")
            try await room.forget("acc_unknown")
            #expect(try await room.centre.listInbox(.init(), options: room.options("acc_b")).entries.count == 2)
            #expect(try await count(room, "contacts WHERE account = 'acc_b'") == 2)
            #expect(try await count(room, "webhooks WHERE account = 'acc_b'") == 1)
        }
    }

    @Test("an adviser who is erased has no name any more, not on the tickets that they had either, and no duty")
    func adviser() async throws {
        try await NotifyRoom.run { room in
            for (staff, name) in [("acc_s", "顾问李"), ("acc_t", "顾问王")] {
                _ = try await room.desk.setDuty(.init(name: name, onDuty: true), options: room.options(staff))
            }
            let ticket = try await room.support.openTicket(
                .init(subject: "证书", text: "怎么下载？"), options: room.options("acc_a"))
            let id = try #require(ticket.standing?.id)
            #expect(ticket.standing?.adviser == "顾问李")
            _ = try await room.desk.replyTicket(
                .init(id: id, text: "好了。", outcome: .resolved), options: room.options("acc_s"))
            let open = try await room.support.openTicket(
                .init(subject: "证书", text: "还有一问。"), options: room.options("acc_a"))
            #expect(open.standing?.adviser == "顾问李")
            try await room.forget("acc_s")
            let told = try await room.support.readTicket(.init(id: id), options: room.options("acc_a"))
            #expect(told.ticket?.standing?.adviser == "—" && told.texts.map(\.text) == ["怎么下载？", "好了。"])
            #expect(try await count(room, "advisers WHERE name LIKE '%李%'") == 0)
            #expect(try await count(room, "advisers WHERE id = 'acc_s' AND on_duty = 0 AND has_left = 1") == 1)
            // What they still had goes to others, and they do not come again.
            _ = try await room.server.sweepDesk()
            let moved = try await room.support.readTicket(
                .init(id: open.standing?.id ?? ""), options: room.options("acc_a"))
            #expect(moved.ticket?.standing?.adviser == "顾问王")
            #expect(
                await reason {
                    _ = try await room.desk.setDuty(.init(name: "顾问李", onDuty: true), options: room.options("acc_s"))
                } == "ERASED")
            #expect(try await count(room, "advisers WHERE name = '顾问王'") == 1)
        }
    }

    @Test("what was sent to a number or an e-mail address that it had before is emptied too, and nothing of others'")
    func former() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: "13812341234", email: "old@example.com")
            let first = try #require(try await room.code("13812341234").first?.id)
            let letter = try #require(
                try await room.messages.send(
                    .init(template: "code", recipient: .email("old@example.com"), data: Self.code),
                    options: room.options()
                ).messages.first?.id)
            room.time.advance(by: .seconds(3_600))
            try await room.setContacts("acc_a", mobile: "13912341234", email: "new@example.com")
            // The number that it has lost is told of it.
            let notice = try #require(try await room.farewell("13812341234").first?.id)
            try await room.deliver(
                Delivery(.sms, providers: [ScriptedProvider()], server: room.server))
            try await room.setContacts("acc_a")
            let last = try #require(try await room.code("13912341234").first?.id)
            // Somebody else has the first number by now.
            room.time.advance(by: .seconds(3_600 * Limits.formerContactHours + 1))
            let other = try #require(try await room.code("13812341234").first?.id)
            room.time.advance(by: .seconds(120))
            #expect(try await count(room, "former_contacts WHERE account = 'acc_a'") == 4)
            try await room.forget("acc_a")
            for id in [first, letter, notice, last] {
                #expect(await reason { _ = try await room.message(id) } == "MESSAGE_NOT_FOUND")
                let emptied = "length(content) = 0 AND length(address) = 0 AND address_code = zeroblob(32)"
                #expect(try await count(room, "messages WHERE id = '\(id)' AND \(emptied)") == 1)
            }
            #expect(try await room.message(other).state == .queued)
            #expect(try await count(room, "former_contacts") == 0)
        }
    }

    private static let code: [NotifyV1.Datum] = [
        .init(name: "purpose", value: .text("email")), .init(name: "code", value: .text("123456")),
        .init(name: "minutes", value: .number(5)),
    ]

    @Test("what was not sent yet ends as given up for it, without a dead letter, and its jobs come to their end")
    func unsent() async throws {
        try await NotifyRoom.run { room in
            try await fill(room, "acc_a", mobile: "13812341234")
            try await room.forget("acc_a")
            let waiting = "messages WHERE account = 'acc_a' AND state IN ('accepted', 'queued', 'attempted')"
            #expect(try await count(room, waiting) == 0)
            #expect(
                try await count(
                    room, "messages WHERE account = 'acc_a' AND state = 'undelivered' AND cause = 'erased'") ?? 0 > 3)
            room.time.advance(by: .seconds(86_400))
            for channel in [Channel.sms, .email, .webhook] {
                let provider = ScriptedProvider()
                try await room.deliver(Delivery(channel, providers: [provider], server: room.server))
                #expect(provider.asked.isEmpty)
            }
            #expect(try await room.server.sweepDigests() == 0)
            #expect(try await count(room, "jobs WHERE state <> 'done'") == 0)
            #expect(try await count(room, "dead_letters") == 0)
        }
    }

    @Test("what was sent to its number without naming it, as codes are, is emptied and not sent any more")
    func bare() async throws {
        try await NotifyRoom.run { room in
            let taking = ScriptedProvider("taking", answers: [.taken(reference: "r")], canLookUp: true)
            let delivery = Delivery(.sms, providers: [taking], server: room.server)
            let sent = try #require(try await room.code("13812341234").first?.id)
            try await room.deliver(delivery)
            let held = HeldProvider(holdingFirst: 1)
            let running = Task { try await Delivery(.sms, providers: [held], server: room.server).run() }
            let inHands = try #require(try await room.code("13812341234").first?.id)
            try await until { held.asked == 1 }
            try await room.setContacts("acc_a", mobile: "13812341234")
            try await room.forget("acc_a")
            held.letGo()
            try await until { try await count(room, "jobs WHERE kind = 'deliver-sms' AND state <> 'done'") == 0 }
            running.cancel()
            _ = try? await running.value
            let waiting = try #require(try await room.code("13712341234").first?.id)
            let other = try #require(try await room.code("13912341234").first?.id)
            try await room.setContacts("acc_b", mobile: "13712341234")
            try await room.forget("acc_b")
            for (id, state) in [(sent, "sent"), (inHands, "unknown"), (waiting, "undelivered")] {
                #expect(await reason { _ = try await room.message(id) } == "MESSAGE_NOT_FOUND")
                let emptied = "length(content) = 0 AND length(address) = 0 AND address_code = zeroblob(32)"
                #expect(
                    try await count(room, "messages WHERE id = '\(id)' AND state = '\(state)' AND \(emptied)") == 1,
                    "\(state)")
            }
            #expect(try await room.message(other).state == .queued)
            room.time.advance(by: .seconds(60))
            try await room.deliver(delivery)
            _ = try await Reports(.sms, providers: [taking], server: room.server).askDue()
            #expect(taking.asked.map(\.id.text) == [sent, other])
            #expect(try await count(room, "jobs WHERE state <> 'done'") == 0)
            #expect(try await count(room, "attempts WHERE ended_at IS NULL") == 0)
            #expect(try await count(room, "dead_letters") == 0)
        }
    }

    @Test("what tells of the erasure itself goes out first and is emptied then; it is waited for a day and no longer")
    func farewell() async throws {
        try await NotifyRoom.run { room in
            let emptied = "messages WHERE length(content) = 0 AND length(address) = 0 AND address_code = zeroblob(32)"
            try await room.setContacts("acc_a", mobile: "13812341234")
            let code = try #require(try await room.code("13812341234").first?.id)
            room.time.advance(by: .seconds(120))
            let farewell = try #require(try await room.farewell("13812341234").first?.id)
            #expect(await reason { try await room.forget("acc_a") } == "FAREWELL_AWAITED")
            #expect(try await room.message(farewell).state == .queued)
            #expect(try await count(room, "\(emptied) AND state = 'undelivered' AND id = '\(code)'") == 1)
            #expect(try await count(room, "contacts WHERE account = 'acc_a'") == 1)
            let provider = ScriptedProvider()
            try await room.deliver(Delivery(.sms, providers: [provider], server: room.server))
            #expect(provider.asked.map(\.id.text) == [farewell])
            try await room.forget("acc_a")
            #expect(try await count(room, "\(emptied) AND state = 'delivered' AND id = '\(farewell)'") == 1)
            #expect(try await count(room, "contacts WHERE account = 'acc_a'") == 0)

            // With no provider for a day there is nobody to be told any more.
            try await room.setContacts("acc_b", mobile: "13712341234")
            let late = try #require(try await room.farewell("13712341234").first?.id)
            #expect(await reason { try await room.forget("acc_b") } == "FAREWELL_AWAITED")
            room.time.advance(by: .seconds(24 * 3_600 + 1))
            try await room.forget("acc_b")
            #expect(try await count(room, "\(emptied) AND state = 'undelivered' AND id = '\(late)'") == 1)
        }
    }

    @Test("what a provider has in its hands, or is asked about, comes to its end without being sent again")
    func underWay() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: "13812341234", email: "a@example.com")
            let silent = ScriptedProvider(answers: [.unanswered(reason: "silence")], canLookUp: true)
            let asking = Delivery(.email, providers: [silent], server: room.server)
            let taking = ScriptedProvider("taking", answers: [.taken(reference: "r")], canLookUp: true)
            let first = try #require(try await room.sealed(event: "1", channels: [.email]).first?.id)
            try await room.deliver(asking)
            let second = try #require(try await room.sealed(event: "2", channels: [.sms]).first?.id)
            try await room.deliver(Delivery(.sms, providers: [taking], server: room.server))
            let held = HeldProvider(holdingFirst: 1)
            let running = Task { try await Delivery(.sms, providers: [held], server: room.server).run() }
            let third = try #require(try await room.sealed(event: "3", channels: [.sms]).first?.id)
            try await until { held.asked == 1 }
            try await room.forget("acc_a")
            held.letGo()
            try await until { try await count(room, "jobs WHERE kind = 'deliver-sms' AND state <> 'done'") == 0 }
            running.cancel()
            _ = try? await running.value
            room.time.advance(by: .seconds(86_400))
            try await room.deliver(asking)
            _ = try await Reports(.sms, providers: [taking], server: room.server).askDue()
            #expect(silent.asked.count == 1 && taking.asked.count == 1)
            #expect(try await count(room, "jobs WHERE state <> 'done'") == 0)
            #expect(try await count(room, "dead_letters") == 0)
            for (id, state) in [(first, "unknown"), (second, "sent"), (third, "unknown")] {
                #expect(try await count(room, "messages WHERE id = '\(id)' AND state = '\(state)'") == 1, "\(state)")
            }
            #expect(try await count(room, "attempts WHERE ended_at IS NULL") == 0)
        }
    }

    @Test("what comes for it later is refused as erased; evidence's events about it are done and hold up nobody's")
    func later() async throws {
        try await NotifyRoom.run { room in
            try await fill(room, "acc_a", mobile: "13812341234")
            try await room.forget("acc_a")
            let before = try await count(room, "messages")
            let mine = room.options("acc_a")
            let refused: [(String, () async throws -> Void)] = [
                ("Send", { _ = try await room.sealed("acc_a", event: "later") }),
                ("the same event", { _ = try await room.sealed("acc_a", event: "waiting") }),
                ("SetContacts", { try await room.setContacts("acc_a", mobile: "13812341234") }),
                (
                    "SetPreferences",
                    {
                        _ = try await room.centre.setPreferences(
                            .init(preferences: .init(language: "en")), options: mine)
                    }
                ),
                (
                    "CreateWebhook",
                    { _ = try await room.webhooks.createWebhook(.init(url: "https://example.com"), options: mine) }
                ),
                (
                    "OpenTicket",
                    {
                        _ = try await room.support.openTicket(
                            .init(subject: "秘密", text: "秘密的内容"), options: room.options("acc_a", key: "ticket"))
                    }
                ),
                (
                    "RequestCallback",
                    { _ = try await room.support.requestCallback(.init(number: "13812341234"), options: mine) }
                ), ("MeetAdviser", { _ = try await room.support.meetAdviser(.init(), options: mine) }),
            ]
            for (name, call) in refused { #expect(await reason(call) == "ERASED", "\(name)") }
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            for (position, account) in [(Int64(1), "acc_a"), (2, "acc_b")] {
                let payload = EvidenceV1.EvidenceSealed(
                    evidence: "evd_1", number: "EV-2026-4GZT9", project: "prj_1", account: account,
                    timestampAt: .init(seconds: 1_795_406_400)
                ).serialized()
                let event = FeedEvent(
                    epoch: "e", position: position, id: "evt_\(position)", type: "evidence.sealed", aggregate: "evd_1",
                    version: 1, payload: payload, trace: "", at: NotifyRoom.noon)
                #expect(try await room.store.apply(event, from: "evidence", reaction) == .applied)
            }
            #expect(try await room.centre.countUnread(.init(), options: room.options("acc_b")).unread == 1)
            #expect(try await count(room, "messages WHERE account <> 'acc_b'") == before)
        }
    }

    @Test("only identity may have an account forgotten, and a name that is no account's is refused")
    func callers() async throws {
        try await NotifyRoom.run { room in
            await #expect(throws: RPCError.self) {
                try await room.messages.forgetAccount(.init(account: "acc_a"), options: room.options())
            }
            for account in ["", "service:notify", "acc a"] {
                #expect(await reason { try await room.forget(account) } == "INVALID_ADDRESS", "\(account)")
            }
        }
    }
}
