import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("Sending", .timeLimit(.minutes(5)))
struct SendTests {
    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? RPCError)?.reason?.reason
        }
    }

    @Test("a message without a number stands in the message centre at once, and nowhere else")
    func inApp() async throws {
        try await NotifyRoom.run { room in
            let receipts = try await room.sealed()
            #expect(receipts.map(\.channel) == [.inApp] && receipts.first?.state == .delivered)
            let page = try await room.centre.listInbox(.init(), options: room.options("acc_a"))
            #expect(page.unread == 1 && page.entries.first?.title == "存证完成")
            #expect(page.entries.first?.text.contains("EV-2026-4GZT9") == true)
            let other = try await room.centre.listInbox(.init(), options: room.options("acc_b"))
            #expect(other.unread == 0 && other.entries.isEmpty)
        }
    }

    @Test("at night a short message waits, unless the service was told that nights are like days")
    func nights() async throws {
        for (hours, isSent) in [(NotifyConfiguration.DefaultQuietHours.night, 0), (.never, 1)] {
            let time = SeededTime(start: NotifyRoom.noon.advanced(by: .seconds(11 * 3_600)))
            let standard = NotifyConfiguration(quietHours: hours).standardPreferences
            try await NotifyRoom.run(time: time, standard: standard) { room in
                try await room.setContacts("acc_a", mobile: "13812341234")
                _ = try await room.sealed()
                #expect(
                    try await room.deliver(Delivery(.sms, providers: [EmbeddedProvider()], server: room.server))
                        == isSent)
                let said = try await room.centre.getPreferences(.init(), options: room.options("acc_a"))
                #expect((said.quietHours == nil) == (hours == .never))
            }
        }
    }

    @Test("with a number it is told there too; with an address alone a letter takes the short message's place")
    func ways() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: "13812341234", email: "a@example.com")
            #expect(try await room.sealed("acc_a").map(\.channel) == [.inApp, .sms])
            try await room.setContacts("acc_b", email: "b@example.com")
            #expect(try await room.sealed("acc_b").map(\.channel) == [.inApp, .email])
            let missing = try await room.sealed("acc_c", channels: [.sms])
            #expect(missing.first?.state == .undelivered && missing.first?.cause == "noAddress")
        }
    }

    @Test("a repetition under the same key answers the same, and another request under it is refused")
    func keyed() async throws {
        try await NotifyRoom.run { room in
            let first = try await room.sealed(key: "k1")
            #expect(try await room.sealed(key: "k1") == first)
            let reused = await reason { _ = try await room.sealed("acc_b", key: "k1") }
            #expect(reused == "IDEMPOTENCY_KEY_REUSED")
            let page = try await room.centre.listInbox(.init(), options: room.options("acc_a"))
            #expect(page.entries.count == 1)
        }
    }

    @Test("the same event is told to the same recipient once, whoever repeats it under whatever key")
    func deduplicated() async throws {
        try await NotifyRoom.run { room in
            let first = try await room.sealed(event: "seal-1")
            let second = try await room.sealed(event: "seal-1")
            #expect(second.first?.id == first.first?.id && second.first?.repeatedEvent == true)
            #expect(try await room.sealed("acc_b", event: "seal-1").first?.repeatedEvent == false)
            #expect(try await room.sealed(event: "seal-2").first?.repeatedEvent == false)
            let unread = try await room.centre.countUnread(.init(), options: room.options("acc_a")).unread
            #expect(unread == 2)
        }
    }

    @Test("fifty racing calls about one event make one message")
    func racing() async throws {
        try await NotifyRoom.run { room in
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await room.sealed(event: "race").first?.id ?? "" }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            let unread = try await room.centre.countUnread(.init(), options: room.options("acc_a")).unread
            #expect(unread == 1)
        }
    }

    @Test("each bad request is refused with its own reason, and nothing is written")
    func refused() async throws {
        try await NotifyRoom.run { room in
            func send(_ request: NotifyV1.SendRequest) async -> String? {
                await reason { _ = try await room.messages.send(request, options: room.options()) }
            }
            let data = [
                NotifyV1.Datum(name: "number", value: .text("EV-1")),
                NotifyV1.Datum(name: "time", value: .time(.init(seconds: 1_795_406_400))),
            ]
            #expect(await send(.init(template: "nothing", recipient: .account("acc_a"))) == "UNKNOWN_TEMPLATE")
            #expect(await send(.init(template: "evidence.sealed")) == "MISSING_RECIPIENT")
            #expect(
                await send(.init(template: "evidence.sealed", recipient: .mobile("123"), data: data))
                    == "INVALID_ADDRESS")
            #expect(
                await send(.init(template: "evidence.sealed", recipient: .account("a'; DROP TABLE x"), data: data))
                    == "INVALID_ADDRESS")
            #expect(await send(.init(template: "evidence.sealed", recipient: .account("acc_a"))) == "INVALID_DATA")
            #expect(
                await send(.init(template: "evidence.sealed", recipient: .account("acc_a"), language: "fr", data: data))
                    == "UNKNOWN_LANGUAGE")
            #expect(
                await send(
                    .init(
                        template: "evidence.sealed", recipient: .account("acc_a"), data: data,
                        channels: [.sms, .sms])) == "INVALID_CHANNEL")
            #expect(
                await send(
                    .init(
                        template: "evidence.sealed", recipient: .mobile("13812341234"), data: data,
                        channels: [.email])) == "INVALID_CHANNEL")
            #expect(
                await send(
                    .init(
                        template: "evidence.sealed", recipient: .account("acc_a"), data: data,
                        event: String(repeating: "e", count: 201))) == "INVALID_EVENT")
            let count = try await room.store.read { try $0.row("SELECT count(*) AS n FROM messages")?.integer("n") }
            #expect(count == 0)
        }
    }

    @Test("what a message says and whom it is for cannot be read in the store's files, and not in its answers")
    func sealedColumns() async throws {
        try await NotifyRoom.run { room in
            let receipts = try await room.code("13812341234", code: "864209")
            let message = try await room.message(try #require(receipts.first?.id))
            #expect(message.address == "138****1234")
            let plain = try await room.store.read { snapshot in
                try snapshot.rows("SELECT address, title, content, address_code, event FROM messages").flatMap { row in
                    try row.blob("address") + row.blob("title") + row.blob("content") + row.blob("address_code")
                        + Array(row.text("event").utf8)
                }
            }
            let text = String(decoding: plain, as: UTF8.self)
            #expect(!text.contains("13812341234") && !text.contains("864209"))
        }
    }

    @Test("at night what can wait is queued for the morning, and a code is not")
    func quiet() async throws {
        let night = SeededTime(start: NotifyRoom.noon.advanced(by: .seconds(11 * 3_600)))
        try await NotifyRoom.run(time: night) { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            let receipts = try await room.sealed()
            #expect(receipts.map(\.state) == [.delivered, .queued])
            let provider = ScriptedProvider()
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            #expect(try await room.deliver(delivery) == 0)
            _ = try await room.code("13912341234")
            #expect(try await room.deliver(delivery) == 1 && provider.asked.count == 1)
            night.advance(by: .seconds(9 * 3_600))
            #expect(try await room.deliver(delivery) == 1 && provider.asked.count == 2)
        }
    }

    @Test("the embedded inbox shows codes to who may read it, and is closed where it is not in use")
    func embedded() async throws {
        try await NotifyRoom.run { room in
            _ = try await room.code("13812341234", code: "111111")
            _ = try await room.code("13812341234", code: "222222")
            let delivery = Delivery(.sms, providers: [EmbeddedProvider()], server: room.server)
            #expect(try await room.deliver(delivery) == 2)
            let inbox = try await room.messages.readEmbeddedInbox(
                .init(recipient: "+8613812341234"), options: room.options())
            #expect(inbox.messages.count == 2)
            #expect(inbox.messages.allSatisfy { $0.text.hasPrefix("【版证通】注册验证码：") })
            let other = try await room.messages.readEmbeddedInbox(
                .init(recipient: "13900000000"), options: room.options())
            #expect(other.messages.isEmpty)
        }
        try await NotifyRoom.run(hasEmbeddedInbox: false) { room in
            let closed = await reason {
                _ = try await room.messages.readEmbeddedInbox(.init(recipient: "13812341234"), options: room.options())
            }
            #expect(closed == "INBOX_CLOSED")
        }
    }

    @Test("the schema is the one that is written down")
    func schema() async throws {
        let temporary = try TemporaryStore(NotifyMigrations.all, eventTypes: NotifyEvents.all)
        let schema = try await temporary.store.schema()
        await temporary.store.close()
        try Golden.compare(Array(schema.utf8), with: "schema.sql")
    }
}
