import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("Every text of every call", .timeLimit(.minutes(5)))
struct BadInputTests {
    private static let hostile = [
        "'; DROP TABLE messages; --", "\" OR 1=1 --", "{code}", "{{7*7}}${7*7}#{7*7}", "%s%n%x", "\u{0}",
        "x\r\nBcc: a@b.cn",
        "\u{202E}txt", "<script>", "../../etc/passwd", "$(reboot)`reboot`", String(repeating: "界", count: 70_000),
    ]

    /// Every call with `text` in each of its text fields in turn, by the name of the field.
    private func calls(_ room: NotifyRoom, _ text: String) -> [(String, () async throws -> Void)] {
        let messages = room.messages
        let centre = room.centre
        let webhooks = room.webhooks
        let support = room.support
        let desk = room.desk
        func mine() -> CallOptions { room.options("acc_a") }
        func send(
            template: String = "evidence.sealed", recipient: NotifyV1.SendRequest.Recipient = .account("acc_a"),
            language: String = "", name: String = "number", value: String = "EV-2026-1", event: String = ""
        ) async throws {
            _ = try await messages.send(
                .init(
                    template: template, recipient: recipient, language: language,
                    data: [
                        NotifyV1.Datum(name: name, value: .text(value)),
                        NotifyV1.Datum(name: "time", value: .time(.init(seconds: 1_795_406_400))),
                    ], event: event), options: room.options())
        }
        return [
            ("Send.template", { try await send(template: text) }),
            ("Send.account", { try await send(recipient: .account(text)) }),
            ("Send.mobile", { try await send(recipient: .mobile(text)) }),
            ("Send.email", { try await send(recipient: .email(text)) }),
            ("Send.language", { try await send(language: text) }), ("Send.name", { try await send(name: text) }),
            ("Send.value", { try await send(value: text) }), ("Send.event", { try await send(event: text) }),
            ("GetMessage.id", { _ = try await messages.getMessage(.init(id: text), options: mine()) }),
            ("SetContacts.account", { try await room.setContacts(text) }),
            ("SetContacts.mobile", { try await room.setContacts("acc_a", mobile: text) }),
            ("SetContacts.email", { try await room.setContacts("acc_a", email: text) }),
            ("ForgetAccount.account", { try await room.forget(text) }),
            (
                "ListDeadLetters.token",
                { _ = try await messages.listDeadLetters(.init(pageToken: text), options: mine()) }
            ),
            ("ReplayDeadLetter.id", { _ = try await messages.replayDeadLetter(.init(id: text), options: mine()) }),
            (
                "ReadEmbeddedInbox.recipient",
                { _ = try await messages.readEmbeddedInbox(.init(recipient: text), options: mine()) }
            ),
            ("ListInbox.token", { _ = try await centre.listInbox(.init(pageToken: text), options: mine()) }),
            ("MarkRead.ids", { _ = try await centre.markRead(.init(ids: [text]), options: mine()) }),
            (
                "SetPreferences.language",
                { _ = try await centre.setPreferences(.init(preferences: .init(language: text)), options: mine()) }
            ),
            ("CreateWebhook.url", { _ = try await webhooks.createWebhook(.init(url: text), options: mine()) }),
            (
                "RotateWebhookSecret.id",
                { _ = try await webhooks.rotateWebhookSecret(.init(id: text), options: mine()) }
            ),
            ("SetWebhookEnabled.id", { _ = try await webhooks.setWebhookEnabled(.init(id: text), options: mine()) }),
            ("DeleteWebhook.id", { _ = try await webhooks.deleteWebhook(.init(id: text), options: mine()) }),
            (
                "OpenTicket.subject",
                { _ = try await support.openTicket(.init(subject: text, text: "x"), options: mine()) }
            ),
            ("OpenTicket.text", { _ = try await support.openTicket(.init(subject: "x", text: text), options: mine()) }),
            ("ListTickets.token", { _ = try await support.listTickets(.init(pageToken: text), options: mine()) }),
            ("ReadTicket.id", { _ = try await support.readTicket(.init(id: text), options: mine()) }),
            ("AnswerTicket.id", { _ = try await support.answerTicket(.init(id: text, text: "x"), options: mine()) }),
            ("CloseTicket.id", { _ = try await support.closeTicket(.init(id: text), options: mine()) }),
            ("ReopenTicket.id", { _ = try await support.reopenTicket(.init(id: text, text: "x"), options: mine()) }),
            ("RequestCallback.number", { _ = try await support.requestCallback(.init(number: text), options: mine()) }),
            ("SetDuty.name", { _ = try await desk.setDuty(.init(name: text), options: room.options("s1")) }),
            ("RelieveAdviser.adviser", { _ = try await desk.relieveAdviser(.init(adviser: text), options: mine()) }),
            ("ListAssigned.token", { _ = try await desk.listAssigned(.init(pageToken: text), options: mine()) }),
            ("ReadAssigned.id", { _ = try await desk.readAssigned(.init(id: text), options: mine()) }),
            ("BeginTicket.id", { _ = try await desk.beginTicket(.init(id: text), options: mine()) }),
            (
                "ReplyTicket.id",
                { _ = try await desk.replyTicket(.init(id: text, text: "x", outcome: .resolved), options: mine()) }
            ),
            ("HandOnTicket.id", { _ = try await desk.handOnTicket(.init(id: text), options: mine()) }),
            (
                "ListDueCallbacks.token",
                { _ = try await desk.listDueCallbacks(.init(pageToken: text), options: mine()) }
            ),
            ("CompleteCallback.id", { _ = try await desk.completeCallback(.init(id: text), options: mine()) }),
        ]
    }

    @Test("is text: it is refused with its reason or kept as it is, and never breaks anything", arguments: hostile)
    func texts(text: String) async throws {
        try await NotifyRoom.run { room in
            let schema = try await room.store.schema()
            for (name, call) in calls(room, text) {
                do {
                    try await call()
                } catch let error as RPCError {
                    let known: [RPCError.Code] = [.invalidArgument, .notFound, .failedPrecondition]
                    #expect(known.contains(error.code), "\(name): \(error)")
                    #expect(error.reason != nil || error.code == .invalidArgument, "\(name): \(error)")
                }
            }
            #expect(try await room.store.schema() == schema)
            // What was kept is shown as it was typed.
            let tickets = try await room.support.listTickets(.init(), options: room.options("acc_a")).tickets
            #expect(tickets.allSatisfy { [text, "x"].contains($0.subject) })
        }
    }
}
