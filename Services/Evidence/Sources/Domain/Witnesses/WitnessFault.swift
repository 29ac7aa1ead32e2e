/// Why the log must not be signed on: somebody else has seen more of it than the store holds, or something else.
package enum WitnessFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A witness cosigned a larger log.
    case ahead(witness: String, theirs: UInt64, ours: UInt64)
    /// A witness cosigned another log of `size` entries than the store's first `size` are.
    case forked(witness: String, size: UInt64)

    /// Who says so.
    package var witness: String {
        switch self {
        case .ahead(let witness, _, _), .forked(let witness, _): witness
        }
    }

    /// For the operator, in one line, with what to do.
    package var description: String {
        switch self {
        case .ahead(let witness, let theirs, let ours):
            "witness \(witness) has cosigned \(theirs) entries of this log and the store has \(ours): it may be a restored "
                + "old backup, and signing on would fork the log; bring the newer store back\(Self.otherWays)"
        case .forked(let witness, let size):
            "witness \(witness) has cosigned another log of \(size) entries under this name: the store may be a restored "
                + "old backup that was sealed on, and signing on would keep the log forked; bring the store back that the "
                + "witness has seen\(Self.otherWays)"
        }
    }

    /// Every other end of a dispute, for who knows that the store is the right one.
    private static let otherWays =
        "; where the store is right, it ends when the witness cosigns at a start, with evidence.witness_boot: warn, or "
        + "when the witness is taken out of evidence.witnesses (what a witness refuses is signed by nobody: over http:// "
        + "it may be anybody's word)"

    /// Whether `other` says the same of the same witness, whatever the sizes are by now.
    package func isRepeated(by other: WitnessFault) -> Bool {
        switch (self, other) {
        case (.ahead(let first, _, _), .ahead(let second, _, _)), (.forked(let first, _), .forked(let second, _)):
            first == second
        case (.ahead, .forked), (.forked, .ahead): false
        }
    }
}
