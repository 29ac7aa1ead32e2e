package import MeshKernel

/// What a provider answered to one attempt.
package enum AttemptOutcome: Sendable, Equatable {
    /// Bounds of what is kept of an answer.
    package enum Limits {
        /// Longest name that a provider gives a message.
        package static let referenceBytesMax = 128
        /// Longest reason that is kept.
        package static let reasonBytesMax = 256
    }

    /// Taken; `reference` is the provider's name for it, empty when it gives none.
    case taken(reference: String)
    /// Taken and delivered at once.
    case delivered(reference: String)
    /// The address is at fault, and stays so: the recipient's side refuses it.
    case returned(reason: String)
    /// Refused, and it would be refused again.
    case refused(reason: String)
    /// The place it should go to is gone for good.
    case gone(reason: String)
    /// It did not get there, or was put off: it may be tried again, not before `after` has passed when that is said.
    case failed(reason: String, after: Duration?)
    /// The recipient's side asks to come again later, as mail servers do with strangers: a failure that says nothing
    /// against the provider.
    case putOff(reason: String, after: Duration?)
    /// It may have got there: nobody answered in time, or the connection broke after the message was out.
    case unanswered(reason: String)

    /// One word, for the store and for metrics.
    package var word: String {
        switch self {
        case .taken: "taken"
        case .delivered: "delivered"
        case .returned: "returned"
        case .refused: "refused"
        case .gone: "gone"
        case .failed, .putOff: "failed"
        case .unanswered: "unanswered"
        }
    }

    /// Every word that `word` can be.
    package static let words = ["taken", "delivered", "returned", "refused", "gone", "failed", "unanswered"]

    /// What the provider calls the message; empty without.
    package var reference: String {
        switch self {
        case .taken(let reference), .delivered(let reference): Self.kept(reference, Limits.referenceBytesMax)
        case .returned, .refused, .gone, .failed, .putOff, .unanswered: ""
        }
    }

    /// Why not; empty for one that was taken.
    package var reason: String {
        switch self {
        case .taken, .delivered: ""
        case .returned(let reason), .refused(let reason), .gone(let reason), .failed(let reason, _),
            .putOff(let reason, _), .unanswered(let reason):
            Self.kept(reason, Limits.reasonBytesMax)
        }
    }

    /// Whether the provider itself works: a refusal of one message says nothing against it.
    package var isProviderWell: Bool {
        switch self {
        case .taken, .delivered, .returned, .refused, .gone, .putOff: true
        case .failed, .unanswered: false
        }
    }

    /// The first characters of what a stranger said, without control characters.
    private static func kept(_ text: String, _ bytesMax: Int) -> String {
        var kept = ""
        var bytes = 0
        for scalar in text.unicodeScalars {
            let next: Unicode.Scalar = scalar.properties.generalCategory == .control ? " " : scalar
            bytes += Unicode.UTF8.width(next)
            if bytes > bytesMax { break }
            kept.unicodeScalars.append(next)
        }
        return kept
    }
}

/// One time that a provider was asked to take a message.
package struct Attempt: Sendable, Equatable {
    /// From 1.
    package let number: Int
    /// Which provider.
    package let provider: String
    /// When it was asked.
    package let beganAt: WallTime
    /// When it had answered; nil while it has not.
    package var endedAt: WallTime?
    /// `AttemptOutcome.word`; nil while it has not answered.
    package var outcome: String?
    /// The provider's name for the message; may be empty.
    package var reference: String
    /// Why not; may be empty.
    package var reason: String

    package init(
        number: Int, provider: String, beganAt: WallTime, endedAt: WallTime? = nil, outcome: String? = nil,
        reference: String = "", reason: String = ""
    ) {
        self.number = number
        self.provider = provider
        self.beganAt = beganAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.reference = reference
        self.reason = reason
    }
}
