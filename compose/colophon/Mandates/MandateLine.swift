import MeshAPI

/// A mandate as its agent and its holder are shown it.
struct MandateLine: Encodable {
    let mandate: String
    /// "agent" or "holder": on which side the account stands.
    let side: String
    let state: String
    let authority: String
    let holderName: String
    let document: String
    /// Empty when the agent is not verified any more.
    let agentName: String
    let businesses: [String]
    let from: String
    let until: String
    let letter: Bool
    let reason: String
    let endedBy: String

    enum CodingKeys: String, CodingKey {
        case mandate, side, state, authority, document, businesses, from, until, letter, reason
        case holderName = "holder_name"
        case agentName = "agent_name"
        case endedBy = "ended_by"
    }

    init(_ mandate: IdentityV1.Mandate) {
        self.mandate = mandate.id
        side = mandate.side == .holder ? "holder" : "agent"
        state = mandate.state.word
        authority = mandate.authority.word
        holderName = mandate.maskedHolderName
        document = "\(mandate.documentKind) \(mandate.maskedDocumentNumber)"
        agentName = mandate.maskedAgentName
        businesses = mandate.businesses.map { BusinessWord($0)?.rawValue ?? "unknown" }
        from = mandate.validFrom
        until = mandate.validUntil
        letter = mandate.letter != nil
        reason = mandate.reason
        endedBy = mandate.endedBy
    }

    /// Shows it, and what comes next.
    func show(asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(self)
            return
        }
        output.line("\(output.paint(state, .green))  \(mandate)")
        output.line("  holder   \(PlainText.line(holderName)), \(document), at \(authority)")
        let agent = agentName.isEmpty ? "not verified any more" : PlainText.line(agentName)
        output.line("  agent    \(side == "agent" ? "you, \(agent)" : agent)")
        output.line("  for      \(businesses.joined(separator: ", "))")
        output.line("  from     \(from) until \(until)")
        if !reason.isEmpty { output.line("  reason   \(PlainText.line(reason))") }
        if !endedBy.isEmpty { output.line("  ended by \(endedBy)") }
        if let next { output.line(next) }
    }

    /// What whoever is shown it can do now.
    private var next: String? {
        let isHolder = side == "holder"
        switch state {
        case IdentityV1.MandateState.draft.word:
            return letter
                ? "Ask its holder: colophon account mandates file --mandate \(mandate)"
                : "Its letter is missing: colophon account mandates file --mandate \(mandate) --letter FILE"
        case IdentityV1.MandateState.awaitingHolder.word:
            return isHolder
                ? "Agree: colophon account mandates confirm \(mandate). Or not: colophon account mandates withdraw \(mandate)"
                : "Its holder agrees next: colophon account mandates confirm \(mandate)"
        case IdentityV1.MandateState.inReview.word: return "Staff read the letter now."
        default: return nil
        }
    }

    /// Shows mandates in a table, or one JSON object each.
    static func show(_ mandates: [MandateLine], asJSON: Bool, none: String) {
        let output = Console.standardOutput
        guard !asJSON else {
            for mandate in mandates { output.json(mandate) }
            return
        }
        guard !mandates.isEmpty else {
            output.line("no mandates: \(none)")
            return
        }
        var table = Table([
            ("mandate", .left), ("you are", .left), ("state", .left), ("holder", .left), ("agent", .left),
            ("until", .left), ("for", .left),
        ])
        for line in mandates {
            table.add([
                line.mandate, line.side, line.state, PlainText.line(line.holderName),
                line.agentName.isEmpty ? "nobody" : PlainText.line(line.agentName), line.until,
                line.businesses.joined(separator: ", "),
            ])
        }
        for line in table.lines() { output.line(line) }
    }
}
