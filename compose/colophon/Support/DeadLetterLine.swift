import MeshAPI

/// A message that was given up, or was sent on its way again, as commands show it.
struct DeadLetterLine: Encodable {
    let message: String
    let channel: String
    /// Masked.
    let address: String
    let account: String
    let template: String
    let state: String
    /// Empty unless it was given up.
    let cause: String
    let attempts: Int
    /// What the last of them was answered; empty without one.
    let reason: String
    /// When it was given up; empty for one on its way.
    let died: String

    init(_ message: NotifyV1.Message, died: String = "") {
        self.message = message.id
        channel = Self.word(message.channel)
        address = message.address
        account = message.account
        template = message.template
        state = Self.word(message.state)
        cause = message.cause
        attempts = message.attempts.count
        reason = message.attempts.last?.reason ?? ""
        self.died = died
    }

    /// Shows some in a table, or one JSON object each.
    static func show(_ letters: [DeadLetterLine], asJSON: Bool, none: String) {
        let output = Console.standardOutput
        guard !asJSON else {
            for letter in letters { output.json(letter) }
            return
        }
        guard !letters.isEmpty else {
            output.line(none)
            return
        }
        var table = Table([
            ("message", .left), ("died", .left), ("template", .left), ("channel", .left), ("address", .left),
            ("state", .left), ("attempts", .right), ("why", .left),
        ])
        for line in letters {
            let why = [line.cause, PlainText.line(line.reason)].filter { !$0.isEmpty }.joined(separator: ": ")
            table.add([
                line.message, line.died, line.template, line.channel, PlainText.line(line.address), line.state,
                "\(line.attempts)", why,
            ])
        }
        for line in table.lines() { output.line(line) }
    }

    /// Shows one that is on its way again.
    func show(asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(self)
            return
        }
        output.line("\(output.paint(state, .green))  \(message), by \(channel) to \(PlainText.line(address))")
    }

    /// What a person calls a channel.
    static func word(_ channel: NotifyV1.Channel) -> String {
        switch channel {
        case .sms: "sms"
        case .email: "email"
        case .inApp: "in-app"
        case .webhook: "webhook"
        case .unspecified, .unrecognized: "unknown"
        }
    }

    private static func word(_ state: NotifyV1.MessageState) -> String {
        switch state {
        case .accepted: "accepted"
        case .queued: "queued"
        case .attempted: "attempted"
        case .sent: "sent"
        case .delivered: "delivered"
        case .bounced: "bounced"
        case .undelivered: "undelivered"
        case .unknown, .unspecified, .unrecognized: "unknown"
        }
    }
}
