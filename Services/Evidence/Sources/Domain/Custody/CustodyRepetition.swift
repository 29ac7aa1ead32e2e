package import MeshKernel

/// What a custody record says when the same was done again soon after: it is counted there, and makes no record of its
/// own. So nobody fills an item's log by asking often, and nobody is refused because it is full.
package struct CustodyRepetition: Sendable, Equatable {
    /// Bounds of counting.
    package enum Limits {
        /// For so long after a record the same act of the same doer is counted on it.
        package static let windowMinutes: Int64 = 60
        /// Records that are looked at for one that says the same.
        package static let lookBackRows = 256
        /// The last places of a log that is nearly full: one for each kind of what is given out, on which everybody's is
        /// counted from then on, and some for how the item ended.
        package static let reservedRecords = 8
    }

    /// How often it was done again, from 1.
    package let count: Int64
    /// When that was last.
    package let last: WallTime

    package init(count: Int64, last: WallTime) {
        self.count = count
        self.last = last
    }
}

extension CustodyRecord {
    /// Whether it says what `earlier` says, but for when it was and how many bytes went out: those change with the log.
    package func repeats(_ earlier: CustodyRecord) -> Bool {
        isRepeatable && events.count == earlier.events.count
            && zip(events, earlier.events).allSatisfy { mine, theirs in
                mine.kind == theirs.kind && mine.actor == theirs.actor && mine.lastingFacts == theirs.lastingFacts
            }
    }

    /// Whether it comes soon enough after `earlier` to be counted there.
    package func isSoon(after earlier: CustodyRecord) -> Bool {
        guard let now = events.last?.at, let then = earlier.events.last?.at else { return false }
        return now.milliseconds - then.milliseconds < CustodyRepetition.Limits.windowMinutes * 60_000
    }

    /// What stands for everybody's acts of this kind in a log that is nearly full; nil for acts that are never counted so:
    /// how an item ended, and what a check found.
    package var collective: CustodyRecord? {
        guard let event = events.last, [.given, .exported, .renewed, .read].contains(event.kind) else { return nil }
        return CustodyRecord([
            CustodyEvent(
                at: event.at, kind: event.kind, actor: .ourselves, facts: [.init(Self.collectiveFact, "everybody")])
        ])
    }

    /// Whether it stands for everybody's acts of its kind.
    package var isCollective: Bool { events.last?.fact(Self.collectiveFact) != nil }

    /// As it is shown: with how often it was done again.
    package func showing(_ repetition: CustodyRepetition?) -> CustodyRecord {
        guard let repetition, let last = events.last else { return self }
        let facts = [
            CustodyEvent.Fact("repeated", String(repetition.count)),
            CustodyEvent.Fact("until", Moment.text(repetition.last)),
        ]
        let event = CustodyEvent(at: last.at, kind: last.kind, actor: last.actor, facts: last.facts + facts)
        return CustodyRecord(Array(events.dropLast()) + [event])
    }

    private static let collectiveFact = "by"

    /// What somebody may have done as often as they like.
    private var isRepeatable: Bool {
        events.allSatisfy { [.given, .exported, .renewed, .read, .checked].contains($0.kind) }
    }
}

extension CustodyEvent {
    fileprivate var lastingFacts: [Fact] { facts.filter { $0.name != "bytes" } }
}
