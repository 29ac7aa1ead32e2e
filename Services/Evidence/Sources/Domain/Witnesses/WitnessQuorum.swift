/// Which witnesses are known, and how many of them make a checkpoint one that others saw too.
package struct WitnessQuorum: Sendable, Equatable {
    /// Bounds of a configuration.
    package enum Limits {
        /// Witnesses of one log, or in one trust folder.
        package static let witnessesMax = 16
    }

    /// Each with a key of its own.
    package let witnesses: [WitnessKey]
    /// So many of them; 0 when none is needed.
    package let threshold: Int

    /// Nil when there are too many witnesses, two share a key or a name, or the threshold is more than all of them.
    package init?(_ witnesses: [WitnessKey], threshold: Int) {
        guard witnesses.count <= Limits.witnessesMax, (0...witnesses.count).contains(threshold) else { return nil }
        for (position, witness) in witnesses.enumerated() {
            guard
                !witnesses[..<position].contains(where: { $0.isSameKey(as: witness) || $0.name == witness.name })
            else { return nil }
        }
        self.witnesses = witnesses
        self.threshold = threshold
    }

    /// No witness, and none needed.
    package static let none = WitnessQuorum()

    private init() {
        witnesses = []
        threshold = 0
    }

    /// Those of the witnesses that cosigned `note`, each with the earliest time it states. A line of one of them that does
    /// not hold is refused.
    package func cosigners(of note: SignedNote) throws(NoteError) -> [(witness: WitnessKey, time: UInt64)] {
        var found: [(witness: WitnessKey, time: UInt64)] = []
        for witness in witnesses {
            if let time = try witness.times(on: note).min() { found.append((witness, time)) }
        }
        return found
    }

    /// The lines of a policy (c2sp.org/tlog-policy) that say the same.
    package var policy: String {
        guard !witnesses.isEmpty, threshold > 0 else {
            return witnesses.enumerated().map { "witness w\($0 + 1) \($1.line)\n" }.joined() + "quorum none\n"
        }
        let names = witnesses.indices.map { "w\($0 + 1)" }
        return zip(names, witnesses).map { "witness \($0) \($1.line)\n" }.joined()
            + "group witnesses \(threshold) \(names.joined(separator: " "))\nquorum witnesses\n"
    }
}
