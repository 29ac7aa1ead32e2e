package import MeshKernel

/// An application as it was said, before anything was checked.
package struct FilingDraft: Sendable, Equatable {
    /// Number of the wire.
    package var kind: Int32
    /// Who stores it, and what.
    package var storer: String, content: String
    /// Nil when it was not said.
    package var statedAt: WallTime?
    /// Identifiers of items.
    package var evidence: [String]

    package init(kind: Int32, storer: String, content: String, statedAt: WallTime?, evidence: [String]) {
        self.kind = kind
        self.storer = storer
        self.content = content
        self.statedAt = statedAt
        self.evidence = evidence
    }
}

/// What the applicant of a filing states; nobody has checked that it is true.
package struct FilingStatement: Sendable, Equatable {
    /// Bounds of one filing.
    package enum Limits {
        /// Items of one filing.
        package static let itemsMax = 64
        /// Who stores it.
        package static let storerCharactersMax = 200
        /// What is filed.
        package static let contentCharactersMax = 2_000
        /// Characters can be long; so many bytes each at most.
        package static let characterBytesMax = 12
        /// A stated time may be so far ahead, for clocks that differ.
        package static let statedAheadMinutes: Int64 = 5
    }

    /// What it shows.
    package let kind: FilingKind
    /// Who stores it.
    package let storer: String
    /// What is filed.
    package let content: String
    /// The time of first publication.
    package let statedAt: WallTime

    package init(kind: FilingKind, storer: String, content: String, statedAt: WallTime) {
        self.kind = kind
        self.storer = storer
        self.content = content
        self.statedAt = statedAt
    }
}

extension FilingDraft {
    /// The statement and the items, or `EvidenceError.invalidFiling` with every fault.
    package func checked(now: WallTime) throws(EvidenceError) -> (statement: FilingStatement, evidence: [Identifier]) {
        var faults: [FieldFault] = []
        func note(_ field: String, _ reason: FieldFault.Reason) {
            faults.append(FieldFault(field: field, reason: reason))
        }
        func check(_ text: String, _ field: String, maximum: Int, allowing: Set<Unicode.Scalar> = []) {
            if !text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) {
                note(field, .empty)
            } else if text.utf8.count > maximum * FilingStatement.Limits.characterBytesMax || text.count > maximum {
                note(field, .tooLong(maximumCharacters: maximum))
            } else if text.unicodeScalars.contains(where: { ControlCharacters.contains($0) && !allowing.contains($0) })
            {
                note(field, .controlCharacter)
            }
        }
        let kind = FilingKind(number: kind)
        if kind == nil { note("kind", self.kind == 0 ? .empty : .unknownWord) }
        check(storer, "storer", maximum: FilingStatement.Limits.storerCharactersMax)
        check(content, "content", maximum: FilingStatement.Limits.contentCharactersMax, allowing: ["\n", "\t"])
        let latest = now.advanced(by: .seconds(60 * FilingStatement.Limits.statedAheadMinutes))
        if statedAt == nil { note("stated_at", .empty) }
        if let statedAt, statedAt > latest { note("stated_at", .futureDate) }
        var items: [Identifier] = []
        if evidence.isEmpty { note("evidence", .empty) }
        if evidence.count > FilingStatement.Limits.itemsMax {
            note("evidence", .tooMany(maximum: FilingStatement.Limits.itemsMax))
        }
        for (place, text) in evidence.prefix(FilingStatement.Limits.itemsMax).enumerated() {
            guard let id = Identifier(text, kind: .evidence) else {
                note("evidence[\(place)]", .malformedIdentifier)
                continue
            }
            if items.contains(id) { note("evidence[\(place)]", .repeated) }
            items.append(id)
        }
        guard faults.isEmpty, let kind, let statedAt else { throw .invalidFiling(faults) }
        return (FilingStatement(kind: kind, storer: storer, content: content, statedAt: statedAt), items)
    }
}
