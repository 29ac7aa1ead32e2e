import MeshAPI
import MeshKernel
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("Letters to a mail server", .timeLimit(.minutes(5)))
struct MailProviderTests {
    /// Sends one letter to a server that answers so; returns the message, and what the server was told.
    private func send(
        replies: [String: String] = [:], security: MailServer.Security = .none
    ) async throws -> (message: NotifyV1.Message, lines: [String]) {
        try await NotifyRoom.run { room in
            let mail = ScriptedMailServer(replies: replies)
            let port = try await mail.start()
            let exchanges = OffloadPool(threadCount: 1)
            let provider = MailProvider(
                MailServer(host: "127.0.0.1", port: port, security: security),
                from: try #require(Address(email: "notify@colophon.example")), sender: "版证通", exchanges: exchanges,
                timeoutMilliseconds: 3_000)
            try await room.setContacts("acc_a", email: "a@example.com")
            let id = try #require(try await room.sealed(channels: [.email]).first?.id)
            let count = try await room.deliver(Delivery(.email, providers: [provider], server: room.server))
            #expect(count == 1)
            let message = try await room.message(id)
            await exchanges.close()
            await mail.stop()
            return (message, mail.lines)
        }
    }

    @Test("a letter arrives whole, from whom and to whom it is")
    func taken() async throws {
        let (message, lines) = try await send()
        #expect(message.state == .sent && message.attempts.map(\.provider) == ["smtp"])
        #expect(lines.contains("MAIL FROM:<notify@colophon.example>") && lines.contains("RCPT TO:<a@example.com>"))
        #expect(lines.contains("To: <a@example.com>") && lines.contains { $0.hasPrefix("Message-ID: <msg_") })
        #expect(lines.contains("."))
    }

    @Test(
        "what the server refuses ends or waits as its reply says",
        arguments: [
            ("RCPT", "550 no such mailbox", NotifyV1.MessageState.bounced), ("RCPT", "451 later", .queued),
            (".", "554 no", .undelivered), (".", "452 full", .queued), ("MAIL", "421 going", .queued),
        ])
    func refused(word: String, reply: String, state: NotifyV1.MessageState) async throws {
        let (message, _) = try await send(replies: [word: reply])
        #expect(message.state == state, "\(message.attempts)")
    }

    @Test("a server without STARTTLS is told nothing where it is wanted")
    func plain() async throws {
        let (message, lines) = try await send(security: .starttls)
        #expect(message.state == .queued)
        #expect(!lines.contains { $0.hasPrefix("MAIL") || $0.contains("@") })
    }
}
