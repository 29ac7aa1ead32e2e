import MeshAPI

/// A ticket as commands show it.
struct TicketLine: Encodable {
    let ticket: String
    let state: String
    /// Nil where only its standing was told.
    let subject: String?
    let adviser: String
    let opened: String
    /// Empty while it is not resolved.
    let reopenUntil: String
    let reopenings: UInt32
    let texts: UInt32

    enum CodingKeys: String, CodingKey {
        case ticket, state, subject, adviser, opened, reopenings, texts
        case reopenUntil = "reopen_until"
    }

    init(_ standing: NotifyV1.TicketStanding, subject: String? = nil) {
        ticket = standing.id
        state = TicketStanding(standing.state).words
        self.subject = subject
        adviser = standing.adviser
        opened = Quantity.moment(standing.openedAt)
        reopenUntil = standing.reopenUntil.map { Quantity.moment($0) } ?? ""
        reopenings = standing.reopenings
        texts = standing.texts
    }

    init(_ ticket: NotifyV1.Ticket) {
        self.init(ticket.standing ?? NotifyV1.TicketStanding(), subject: ticket.subject)
    }

    /// Shows where a ticket stands, and who has it.
    func show(asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(self)
            return
        }
        output.line("\(output.paint(state, .green))  \(ticket)")
        if let subject, !subject.isEmpty { output.line("  subject  \(PlainText.line(subject))") }
        output.line("  adviser  \(adviser.isEmpty ? "nobody yet" : PlainText.line(adviser))")
        output.line("  opened   \(opened)")
        if !reopenUntil.isEmpty { output.line("  can be opened again until \(reopenUntil)") }
    }

    /// Shows tickets in a table, or one JSON object each.
    static func show(_ tickets: [TicketLine], asJSON: Bool, none: String) {
        let output = Console.standardOutput
        guard !asJSON else {
            for ticket in tickets { output.json(ticket) }
            return
        }
        guard !tickets.isEmpty else {
            output.line(none)
            return
        }
        var table = Table([
            ("ticket", .left), ("state", .left), ("opened", .left), ("texts", .right), ("adviser", .left),
            ("subject", .left),
        ])
        for line in tickets {
            table.add([
                line.ticket, line.state, line.opened, "\(line.texts)",
                line.adviser.isEmpty ? "nobody yet" : PlainText.line(line.adviser), PlainText.line(line.subject ?? ""),
            ])
        }
        for line in table.lines() { output.line(line) }
    }
}
