import MeshAPI

/// A ticket with what was said in it, as commands show it.
struct Conversation: Encodable {
    struct Text: Encodable {
        let number: UInt32
        let by: String
        let at: String
        let text: String
    }

    let ticket: TicketLine
    let texts: [Text]

    /// Reads a ticket page by page with `read`, which gets the token of a page, and puts it together.
    static func read(
        _ read: (_ token: String) async throws -> NotifyV1.ReadTicketResponse
    ) async throws -> Conversation {
        var texts: [Text] = []
        var page = try await read("")
        let ticket = TicketLine(page.ticket ?? NotifyV1.Ticket())
        while true {
            for text in page.texts {
                texts.append(
                    Text(
                        number: text.position + 1, by: text.byAccount ? "account" : "adviser",
                        at: Quantity.moment(text.at), text: text.text))
            }
            if page.nextPageToken.isEmpty { return Conversation(ticket: ticket, texts: texts) }
            page = try await read(page.nextPageToken)
        }
    }

    /// Shows it; `own` is the side that looks.
    func show(asJSON: Bool, own: String) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(self)
            return
        }
        ticket.show(asJSON: false)
        for text in texts {
            output.line()
            let by = text.by == own ? "you" : text.by == "account" ? "the account" : "the adviser"
            output.line(output.paint("\(text.at)  \(by)", .dim))
            for line in PlainText.lines(text.text) { output.line("  \(line)") }
        }
    }
}
