/// Why the log must not be signed on: somebody else has seen more of it than the store holds, or something else.
package enum WitnessFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A witness cosigned a larger log.
    case ahead(witness: String, theirs: UInt64, ours: UInt64)
    /// A witness cosigned another log of the same size.
    case forked(witness: String, size: UInt64)

    /// For the operator, in one line.
    package var description: String {
        switch self {
        case .ahead(let witness, let theirs, let ours):
            "witness \(witness) has cosigned \(theirs) entries of this log and the store has \(ours): it may be a restored "
                + "old backup, and signing on would fork the log; bring the newer store back "
                + "(or set evidence.witness_boot: warn)"
        case .forked(let witness, let size):
            "witness \(witness) has cosigned another log of \(size) entries under this name: signing on would fork the log"
        }
    }
}
