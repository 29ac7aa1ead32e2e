import ArgumentParser
import MeshAPI
import MeshKernel
import MeshRPC
import Testing

@testable import colophon

@Suite("Tickets at the command line", .timeLimit(.minutes(1)))
struct TicketTests {
    private func failure(_ error: RPCError, isStaff: Bool = false) throws -> Failure {
        let service = try #require(
            try MeshFile.parse("services: { notify: { listen: 'a:1', probes: 'a:2' } }", path: "m").services.first)
        return Failure(ofSupport: error, from: service, isStaff: isStaff)
    }

    @Test("words of a command line become what they say")
    func parsing() throws {
        let open = try #require(try Colophon.parseAsRoot(["ticket", "open", "a work", "where is it?"]) as? TicketOpen)
        #expect(open.subject == "a work" && open.text == "where is it?")
        #expect(try Colophon.parseAsRoot(["ticket"]) is TicketList)
        #expect(try (Colophon.parseAsRoot(["ticket", "list", "--open"]) as? TicketList)?.open == true)
        #expect(try Colophon.parseAsRoot(["ticket", "close", "tkt_1"]) is TicketResolve)
        #expect(try Colophon.parseAsRoot(["ticket", "resolve", "tkt_1"]) is TicketResolve)
        let call = try Colophon.parseAsRoot(["ticket", "call-back", "--number", "0791-86694220"]) as? TicketCallBack
        #expect(call?.number == "0791-86694220")
        let say = try #require(
            try Colophon.parseAsRoot(["staff", "tickets", "say", "tkt_1", "--resolve"]) as? StaffTicketsSay)
        #expect(say.resolve && say.text == nil && !say.ask)
        #expect(try Colophon.parseAsRoot(["staff", "tickets"]) is StaffTicketsList)
        #expect(try Colophon.parseAsRoot(["staff", "calls"]) is StaffCallsList)
        let off = try Colophon.parseAsRoot(["staff", "advisers", "off", "--hand-on"]) as? StaffAdvisersOff
        #expect(off?.handOn == true)
    }

    @Test(
        "what cannot be meant is refused as usage",
        arguments: [
            ["ticket", "open", "a work"], ["ticket", "say", "tkt_1"], ["ticket", "reopen", "tkt_1"],
            ["ticket", "resolve"], ["staff", "tickets", "say", "tkt_1"],
            ["staff", "tickets", "say", "tkt_1", "x", "--ask", "--resolve"], ["staff", "advisers", "relieve"],
            ["staff", "calls", "done"],
        ])
    func usage(words: [String]) {
        #expect(throws: (any Error).self) { try Colophon.parseAsRoot(words) }
    }

    @Test(
        "a refusal says what to do next, to each side its own",
        arguments: [
            ("TICKET_NOT_FOUND", "there is none", false, "colophon ticket list"),
            ("TICKET_NOT_FOUND", "there is none", true, "colophon staff tickets"),
            ("TICKET_STATE", "the ticket is resolved", false, "colophon ticket reopen"),
            ("TICKET_STATE", "the ticket is inProgress", false, "colophon ticket say"),
            ("REOPEN_TOO_LATE", "too late", false, "colophon ticket open"),
            ("TOO_MANY_TICKETS", "at most 20", false, "colophon ticket say"),
            ("NO_NUMBER", "none", false, "--number"),
            ("NOT_ADVISER", "no", true, "colophon staff advisers on"),
            ("ROLE_MISSING", "no", true, "colophon staff grant NAME ROLE"),
            ("ADVISER_NOT_FOUND", "no", true, "colophon staff list"),
        ])
    func refusals(reason: String, message: String, isStaff: Bool, word: String) throws {
        let error = RPCError.failedPrecondition(message).withReason(reason, domain: "notify")
        let failure = try failure(error, isStaff: isStaff)
        #expect(failure.kind == .inputRefused && failure.advice?.contains(word) == true, "\(failure)")
    }

    @Test("where a ticket stands is said in words, and an id that is none by its form")
    func words() throws {
        let state = RPCError.failedPrecondition("the ticket is awaitingUser")
            .withReason("TICKET_STATE", domain: "notify")
        #expect(try failure(state).summary == "the ticket is awaiting an answer")
        let id = RPCError.invalidArgument("bad", field: "id").withReason("INVALID_TICKET", domain: "notify")
        #expect(try failure(id).summary.contains("tkt_"))
        let text = RPCError.invalidArgument("1 to 2000 characters", field: "text")
            .withReason("INVALID_TICKET", domain: "notify")
        #expect(try failure(text).summary == "the text needs 1 to 2000 characters")
    }

    @Test("what strangers have typed cannot move the cursor, colour the screen or turn the direction of writing")
    func plain() {
        #expect(PlainText.line("a\u{1B}[31mb\nc\u{202E}d") == "a\u{FFFD}[31mb c\u{FFFD}d")
        #expect(PlainText.lines("one\n\ttwo\r\u{9B}2J") == ["one", "    two\u{FFFD}\u{FFFD}2J"])
        #expect(PlainText.lines("版权 👩‍👩‍👧") == ["版权 👩‍👩‍👧"])
    }

    @Test("a conversation is read to its end, page by page, and tells who wrote what")
    func conversation() async throws {
        let standing = NotifyV1.TicketStanding(id: "tkt_1", state: .inProgress, adviser: "Li", texts: 3)
        let read = try await Conversation.read { token in
            let first = token.isEmpty ? 0 : UInt32(token) ?? 0
            return NotifyV1.ReadTicketResponse(
                ticket: NotifyV1.Ticket(standing: standing, subject: "a work"),
                texts: [NotifyV1.TicketText(position: first, byAccount: first != 1, text: "text \(first)")],
                nextPageToken: first < 2 ? "\(first + 1)" : "")
        }
        #expect(read.texts.map(\.number) == [1, 2, 3] && read.texts.map(\.by) == ["account", "adviser", "account"])
        #expect(read.ticket.state == "in progress" && read.ticket.subject == "a work" && read.ticket.adviser == "Li")
    }
}
