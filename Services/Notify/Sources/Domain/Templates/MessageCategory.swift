/// What a message is about: what its recipient may mute it by. Its raw value is what is stored; the number on the wire is
/// its place among the cases, from 1, so cases are only ever added at the end.
package enum MessageCategory: String, Sendable, CaseIterable {
    /// A code that its recipient has just asked for.
    case code
    /// Something about the account's safety.
    case security
    /// What law or an authority's rules have us tell: decisions, corrections with a deadline.
    case statutory
    /// What became of the recipient's works, filings and applications.
    case service
    /// Credits, orders, money.
    case billing
    /// Advisers and tickets.
    case support
    /// Everything that nobody needs.
    case news

    /// Whether its recipient may mute it.
    package var canBeMuted: Bool {
        switch self {
        case .code, .security, .statutory: false
        case .service, .billing, .support, .news: true
        }
    }

    /// Whether several of them may be gathered into one message a day.
    package var canBeGathered: Bool { canBeMuted }
}

/// Whether a message may wait for the morning.
package enum Urgency: String, Sendable, CaseIterable {
    /// Codes, deadlines and what endangers an account are told at once, also at night.
    case immediate
    /// Everything else waits until quiet hours are over.
    case considerate
}
