/// One version of what is told about one kind of thing, in every language.
package struct Template: Sendable {
    /// What it says in one language.
    package struct Wording: Sendable, Equatable {
        /// A short message.
        package let short: TemplateText
        /// Subject of a letter, headline in the message centre.
        package let title: TemplateText
        /// The text below it.
        package let body: TemplateText
    }

    /// Bounds of what is rendered, which no data can exceed: the values' own bounds see to that.
    package enum Limits {
        /// Characters of a short message with its sender's name; operators take 500.
        package static let smsCharactersMax = 500
        /// Characters of a short message that goes out in one piece.
        package static let smsPieceCharactersMax = 70
        /// Characters of each piece of a longer one.
        package static let smsLongPieceCharactersMax = 67
        /// Characters of a title.
        package static let titleCharactersMax = 120
        /// Characters of the text below it.
        package static let bodyCharactersMax = 4_000
    }

    /// What it is about.
    package let name: TemplateName
    /// From 1; a wording that was ever sent is never changed, it gets a new number.
    package let version: Int
    /// What it may be muted by.
    package let category: MessageCategory
    /// Whether it may wait for the morning.
    package let urgency: Urgency
    /// The channels that it goes over when nobody says.
    package let channels: [Channel]
    /// For how long it is worth sending, in seconds; nil for as long as it takes.
    package let lifetimeSeconds: Int64?
    /// Its places.
    package let slots: [Slot]
    private let simplified: Wording, traditional: Wording, english: Wording

    init(
        _ name: TemplateName, version: Int, _ category: MessageCategory, _ urgency: Urgency, _ channels: [Channel],
        lifetimeSeconds: Int64? = nil, _ slots: [Slot], simplified: Wording, traditional: Wording, english: Wording
    ) {
        self.name = name
        self.version = version
        self.category = category
        self.urgency = urgency
        self.channels = channels
        self.lifetimeSeconds = lifetimeSeconds
        self.slots = slots
        self.simplified = simplified
        self.traditional = traditional
        self.english = english
    }

    /// What it says in `language`.
    package func wording(in language: Language) -> Wording {
        switch language {
        case .simplifiedChinese: simplified
        case .traditionalChinese: traditional
        case .english: english
        }
    }
}

extension Template.Wording {
    /// A wording whose braces match, which is a precondition: it stands in the source.
    init(_ short: String, title: String, _ body: String) {
        guard let short = TemplateText(short), let title = TemplateText(title), let body = TemplateText(body) else {
            preconditionFailure("a brace of a template has no partner")
        }
        self.init(short: short, title: title, body: body)
    }
}
