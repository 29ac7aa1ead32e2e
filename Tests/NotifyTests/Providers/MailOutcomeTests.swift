import MeshRuntime
import Notify
import Testing

@Suite("What a mail server's reply means", .timeLimit(.minutes(5)))
struct MailOutcomeTests {
    @Test(
        "a mailbox that there is not is the address's fault, a full server is tried again, and a refusal stays one",
        arguments: [
            (MailServer.Outcome.taken, "taken"), (.refused(reply: 421), "failed"), (.refused(reply: 450), "failed"),
            (.refused(reply: 452), "failed"), (.refused(reply: 530), "failed"), (.refused(reply: 535), "failed"),
            (.refused(reply: 550), "returned"), (.refused(reply: 551), "returned"), (.refused(reply: 553), "returned"),
            (.refused(reply: 552), "refused"), (.refused(reply: 554), "refused"), (.unreachable(curlCode: 7), "failed"),
            (.unanswered, "unanswered"),
        ])
    func replies(outcome: MailServer.Outcome, word: String) {
        #expect(MailProvider.outcome(outcome).word == word)
    }

    @Test("a server that puts strangers off is well, and one that has no service is not", arguments: [450, 451, 452])
    func greylisting(reply: Int) {
        #expect(MailProvider.outcome(.refused(reply: reply)).isProviderWell)
        #expect(!MailProvider.outcome(.refused(reply: 421)).isProviderWell)
        #expect(!MailProvider.outcome(.refused(reply: 454)).isProviderWell)
    }

    @Test("nobody listening is a failure, not a letter that may have got there")
    func nobody() {
        let server = MailServer(host: "127.0.0.1", port: 1, security: .none)
        let outcome = server.hand(
            over: Array("x".utf8), from: "a@example.com", to: "b@example.com", timeoutMilliseconds: 2_000)
        guard case .unreachable = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
