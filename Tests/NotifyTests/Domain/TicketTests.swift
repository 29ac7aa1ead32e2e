import MeshKernel
import Notify
import Testing

@Suite("Tickets and advisers", .timeLimit(.minutes(5)))
struct TicketTests {
    private let now = WallTime(milliseconds: 1_767_225_600_000)

    private func ticket(_ steps: TicketStep...) throws -> Ticket {
        var ticket = Ticket(
            id: Identifier(kind: .ticket, time: now, random: [UInt8](repeating: 0, count: 10)), account: "acc_a",
            openedAt: now)
        for step in steps { try ticket.take(step, at: now) }
        return ticket
    }

    @Test("a ticket goes from waiting to closed, and back and forth with its account")
    func straight() throws {
        var ticket = try ticket()
        #expect(ticket.state == .waiting && ticket.adviser == nil)
        let steps: [(TicketStep, TicketState)] = [
            (.assign(adviser: "s1"), .assigned), (.begin, .inProgress), (.askUser, .awaitingUser),
            (.userAnswers, .inProgress), (.askUser, .awaitingUser), (.resolve, .resolved), (.close, .closed),
        ]
        for (step, state) in steps {
            try ticket.take(step, at: now)
            #expect(ticket.state == state, "\(step)")
        }
        #expect(ticket.adviser == "s1" && ticket.resolvedAt == now)
    }

    @Test("it can be opened again within seven days of being resolved, to the millisecond, closed or not")
    func reopening() throws {
        let end = now.advanced(by: .seconds(7 * 86_400))
        for steps in [[TicketStep.assign(adviser: "s1"), .resolve], [.assign(adviser: "s1"), .resolve, .close]] {
            var inTime = try ticket()
            for step in steps { try inTime.take(step, at: now) }
            #expect(inTime.reopenEnd == end)
            var late = inTime
            try inTime.take(.reopen, at: end.advanced(by: .milliseconds(-1)))
            #expect(inTime.state == .assigned && inTime.reopenings == 1 && inTime.resolvedAt == nil)
            #expect(throws: NotifyError.reopenTooLate(days: 7)) { try late.take(.reopen, at: end) }
        }
    }

    @Test("a ticket whose adviser is gone waits for another")
    func released() throws {
        let ticket = try ticket(.assign(adviser: "s1"), .begin, .release)
        #expect(ticket.state == .waiting && ticket.adviser == nil)
    }

    @Test("every step that a state does not allow is refused and changes nothing")
    func refused() throws {
        let steps: [TicketStep] = [
            .assign(adviser: "s2"), .release, .begin, .askUser, .userAnswers, .resolve, .close, .reopen,
        ]
        let states: [(Ticket, Set<Int>)] = [
            (try ticket(), [0, 4]), (try ticket(.assign(adviser: "s1")), [0, 1, 2, 3, 4, 5]),
            (try ticket(.assign(adviser: "s1"), .begin), [0, 1, 3, 4, 5]),
            (try ticket(.assign(adviser: "s1"), .askUser), [0, 1, 4, 5]),
            (try ticket(.assign(adviser: "s1"), .resolve), [6, 7]),
            (try ticket(.assign(adviser: "s1"), .resolve, .close), [7]),
        ]
        for (ticket, allowed) in states {
            for (number, step) in steps.enumerated() {
                var tried = ticket
                if allowed.contains(number) {
                    try tried.take(step, at: now)
                } else {
                    #expect(throws: NotifyError.ticketState(ticket.state), "\(ticket.state) \(step)") {
                        try tried.take(step, at: now)
                    }
                    #expect(tried == ticket)
                }
            }
        }
    }

    private func adviser(_ id: String, load: Int = 0, duty: Bool = true, at seconds: Int64? = nil) -> Adviser {
        Adviser(
            id: id, name: id, isOnDuty: duty, load: load, assignedAt: seconds.map { WallTime(milliseconds: $0 * 1_000) }
        )
    }

    @Test("who has the least gets new work, then who has waited longest, then the first by name")
    func assignment() {
        #expect(Adviser.chosen(of: [adviser("a", load: 2), adviser("b", load: 1)])?.id == "b")
        #expect(Adviser.chosen(of: [adviser("a", at: 9), adviser("b", at: 5)])?.id == "b")
        #expect(Adviser.chosen(of: [adviser("a", at: 1), adviser("b")])?.id == "b")
        #expect(Adviser.chosen(of: [adviser("b"), adviser("a")])?.id == "a")
        #expect(Adviser.chosen(of: []) == nil)
    }

    @Test("nobody off duty and nobody who is full gets anything")
    func unavailable() {
        let full = adviser("a", load: Adviser.Limits.loadMax)
        #expect(Adviser.chosen(of: [full, adviser("b", duty: false)]) == nil)
        #expect(Adviser.chosen(of: [full, adviser("b", load: 49)])?.id == "b")
    }

    @Test("who knows the account already gets its work while on duty and not full")
    func dedicated() {
        let busy = adviser("z", load: 9)
        #expect(Adviser.chosen(of: [adviser("a"), busy], dedicated: "z")?.id == "z")
        #expect(Adviser.chosen(of: [adviser("a"), adviser("z", duty: false)], dedicated: "z")?.id == "a")
    }

    @Test("texts of tickets have their bounds", arguments: ["", " \n", "a\u{0}", String(repeating: "字", count: 101)])
    func texts(text: String) {
        #expect(throws: NotifyError.invalidTicketText(field: "subject", maximumCharacters: 100)) {
            try TicketText(text, field: "subject", maximumCharacters: 100)
        }
        #expect(throws: Never.self) { try TicketText("第一行\n第二行", field: "text", maximumCharacters: 100) }
    }
}
