/// What a machine read off a picture of a dossier. It proposes and compares; staff look at the picture whatever it says.
package struct DocumentReading: Sendable, Equatable {
    /// What came of the reading. The raw value is what is stored.
    package enum Outcome: String, Sendable, CaseIterable {
        /// Something of what counts was read.
        case read
        /// Nothing of what counts was read: the picture is too bad for that, or shows something else.
        case nothing
        /// Nobody has said how such a picture is read.
        case notAsked = "not_asked"
        /// This machine has nothing to read with; all is left to staff.
        case unavailable
        /// It was too busy, took too long or broke; all is left to staff.
        case failed
    }

    /// Whether the picture bears a watermark, and which. The raw value is what is stored.
    package enum Watermark: String, Sendable, CaseIterable {
        /// The authority says nothing of watermarks, or nothing could be read.
        case notAsked = "not_asked"
        /// None was read; one that is faint or aslant may be there.
        case notSeen = "not_seen"
        /// It reads as it must.
        case right
        /// It may read otherwise; staff look.
        case unsure
    }

    /// What came of it.
    package let outcome: Outcome
    /// What was read, in the normal form of each field; every value passes its field's own check.
    package let facts: DossierDraft
    /// Whether there is a watermark.
    package let watermark: Watermark

    package init(
        _ outcome: Outcome, facts: DossierDraft = DossierDraft(), watermark: Watermark = .notAsked
    ) {
        self.outcome = outcome
        self.facts = facts
        self.watermark = watermark
    }

    /// For the store: the words of outcome and watermark, each ended by a zero byte, then the facts.
    package var encoded: [UInt8] {
        Array(outcome.rawValue.utf8) + [0] + Array(watermark.rawValue.utf8) + [0] + facts.encoded
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let outcome = Outcome(rawValue: String(decoding: parts[0], as: UTF8.self)),
            let watermark = Watermark(rawValue: String(decoding: parts[1], as: UTF8.self)),
            let facts = DossierDraft(decoding: Array(parts[2]))
        else { return nil }
        self.init(outcome, facts: facts, watermark: watermark)
    }
}
