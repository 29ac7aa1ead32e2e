import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Notify
import Testing

@Suite("What is kept of an account, given to its owner", .timeLimit(.minutes(5)))
struct ExportTests {
    private struct Part {
        let section: String
        let values: [String: String]
    }

    private func export(_ room: NotifyRoom, of account: String = "acc_a") async throws -> [Part] {
        try await room.privacy.exportSubject(.init(), options: room.options(account)) { parts in
            var read: [Part] = []
            for try await part in parts {
                read.append(
                    Part(
                        section: part.section,
                        values: Dictionary(uniqueKeysWithValues: part.items.map { ($0.name, $0.value) })))
            }
            return read
        }
    }

    private func fill(
        _ room: NotifyRoom, _ account: String
    ) async throws -> (webhook: NotifyV1.WebhookWithSecret, ticket: String) {
        let mine = room.options(account)
        try await room.setContacts(account, mobile: "13712341234", email: "a@example.com")
        try await room.setContacts(account, mobile: "13812341234", email: "a@example.com")
        let webhook = try await room.webhooks.createWebhook(
            .init(url: "https://example.com/hook"), options: room.options(account))
        _ = try await room.centre.setPreferences(
            .init(
                preferences: .init(
                    language: "en", muted: [.init(category: .news, channel: .sms)],
                    quietHours: .init(fromMinute: 1_320, untilMinute: 480))), options: mine)
        _ = try await room.desk.setDuty(.init(name: "顾问李", onDuty: true), options: room.options("s1"))
        let ticket = try await room.support.openTicket(.init(subject: "证书", text: "怎么下载？"), options: mine)
        let id = try #require(ticket.standing?.id)
        _ = try await room.desk.replyTicket(
            .init(id: id, text: "请稍等。", outcome: .inProgress), options: room.options("s1"))
        _ = try await room.desk.readAssigned(.init(id: id), options: room.options("s1"))
        _ = try await room.support.requestCallback(.init(number: "0791-86694220"), options: room.options(account))
        return (webhook, id)
    }

    @Test("every kind of thing is in it, masked where it is a number, and no secret and no code")
    func whole() async throws {
        try await NotifyRoom.run { room in
            let (webhook, ticket) = try await fill(room, "acc_a")
            _ = try await room.sealed(channels: [.inApp, .sms])
            try await room.deliver(Delivery(.sms, providers: [ScriptedProvider("one")], server: room.server))
            _ = try await room.messages.send(
                .init(template: "authorisation.code", recipient: .account("acc_a"), data: Self.authorisation),
                options: room.options())
            // It is of the staff too, and answers somebody.
            _ = try await room.desk.setDuty(.init(name: "顾问张", onDuty: true), options: room.options("acc_a"))
            let others = try await room.support.openTicket(
                .init(subject: "退款", text: "多久？"), options: room.options("acc_c"))
            let answered = try #require(others.standing?.id)
            _ = try await room.desk.replyTicket(
                .init(id: answered, text: "三天。", outcome: .resolved), options: room.options("acc_a"))
            let parts = try await export(room)
            func all(_ section: String) -> [[String: String]] {
                parts.filter { $0.section == section }.map(\.values)
            }
            #expect(Set(parts.map(\.section)) == Set(ExportPart.Section.allCases.map(\.rawValue)))
            #expect(all("contact").map { $0["address"] } == ["138****1234", "a***@example.com"])
            #expect(all("preferences").first?["language"] == "en")
            #expect(all("preferences").first?["quiet_from_minute"] == "1320")
            #expect(all("mute") == [["category": "news", "channel": "sms"]])
            #expect(all("adviser") == [["name": "顾问李"]])
            #expect(all("webhook").first?["url"] == "https://example.com/hook")
            let sealed = all("message").filter { $0["template"] == "evidence.sealed" }
            #expect(sealed.map { $0["channel"] }.contains("inApp") && sealed.count >= 2)
            let sms = try #require(sealed.first { $0["channel"] == "sms" })
            #expect(sms["state"] == "delivered" && sms["address"] == "138****1234")
            #expect(sms["text"]?.contains("EV-2026-4GZT9") == true)
            #expect(sms["attempt_1"]?.hasPrefix("one 2026-11-23T04:00:00.000Z") == true)
            #expect(sms["accepted_at"] == "2026-11-23T04:00:00.000Z")
            let code = try #require(all("message").first { $0["template"] == "authorisation.code" })
            #expect(code["text"] == "" && code["title"] == "")
            #expect(all("ticket").first?["subject"] == "证书" && all("ticket").first?["id"] == ticket)
            #expect(all("ticket_text").map { $0["text"] } == ["怎么下载？", "请稍等。"])
            #expect(all("ticket_text").map { $0["by"] } == ["account", "adviser"])
            #expect(all("call_back").count == 1 && all("call_back").first?["done_at"] == "")
            #expect(all("look").map { $0["kind"] } == ["conversation"])
            #expect(all("former_contact") == [["channel": "sms", "until": "2026-11-23T04:00:00.000Z"]])
            #expect(
                all("duty") == [
                    [
                        "name": "顾问张", "on_duty": "yes", "came_at": "2026-11-23T04:00:00.000Z", "tickets": "0",
                        "assigned_at": "2026-11-23T04:00:00.000Z",
                    ]
                ])
            #expect(
                all("written_text") == [
                    ["ticket": answered, "position": "1", "at": "2026-11-23T04:00:00.000Z", "text": "三天。"]
                ])
            let text = parts.flatMap { $0.values.values }.joined(separator: "\n")
            let secrets = [
                "13812341234", "13712341234", "多久？", "864209", "86694220", webhook.verifier,
                String(webhook.verifier.dropFirst(6)),
            ]
            for secret in secrets {
                #expect(!text.contains(secret), "\(secret)")
            }
        }
    }

    @Test("it is nobody else's, however many there are of it")
    func own() async throws {
        try await NotifyRoom.run { room in
            _ = try await fill(room, "acc_b")
            let count = 2 * Limits.exportRowsPerRead + 1
            for number in 0..<count { _ = try await room.sealed("acc_a", event: "e\(number)") }
            let parts = try await export(room)
            #expect(parts.filter { $0.section == "message" }.count == count)
            #expect(Set(parts.filter { $0.section == "message" }.compactMap { $0.values["id"] }).count == count)
            #expect(Set(parts.map(\.section)) == ["preferences", "message"])
            #expect(try await export(room, of: "acc_c").map(\.section) == ["preferences"])
        }
    }

    @Test("what an adviser has written is given whole, page by page, and nothing that anybody else has")
    func written() async throws {
        try await NotifyRoom.run { room in
            _ = try await room.desk.setDuty(.init(name: "顾问张", onDuty: true), options: room.options("s1"))
            var expected: [String] = []
            for account in ["acc_a", "acc_b", "acc_c"] {
                let ticket = try await room.support.openTicket(
                    .init(subject: "证书", text: "怎么下载？"), options: room.options(account))
                for number in 0...Limits.exportRowsPerRead / 2 {
                    expected.append("\(account) \(number)")
                    _ = try await room.desk.replyTicket(
                        .init(id: ticket.standing?.id ?? "", text: "\(account) \(number)", outcome: .inProgress),
                        options: room.options("s1"))
                }
                room.time.advance(by: .milliseconds(1))
            }
            try await room.forget("acc_b")
            let written = try await export(room, of: "s1").filter { $0.section == "written_text" }
            let gone = expected.map { $0.hasPrefix("acc_b") ? "" : $0 }
            #expect(written.map { $0.values["text"] } == gone && gone.count > Limits.exportRowsPerRead)
            let account = try await export(room, of: "acc_a").map(\.section)
            #expect(!account.contains("duty") && !account.contains("written_text"))
        }
    }

    @Test("an erased account's is refused")
    func erased() async throws {
        try await NotifyRoom.run { room in
            _ = try await fill(room, "acc_a")
            try await room.forget("acc_a")
            let refusal = await #expect(throws: RPCError.self) { _ = try await export(room) }
            #expect(refusal?.reason?.reason == "ERASED")
        }
    }

    private static let authorisation: [NotifyV1.Datum] = [
        .init(name: "code", value: .text("864209")), .init(name: "matter", value: .text("works")),
        .init(name: "form", value: .text("F-1")), .init(name: "applicant", value: .text("张")),
        .init(name: "hours", value: .number(24)),
    ]
}
