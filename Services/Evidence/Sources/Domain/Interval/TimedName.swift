/// Under which name a timed checkpoint stands in a bundle's `interval/`.
package struct TimedName: Sendable, Hashable {
    /// Bounds of the names.
    package enum Limits {
        /// Renewals that a bundle shows; the one after takes the last one's place.
        package static let renewalsMax = 64
    }

    /// What its files' names begin with.
    package let stem: String

    private init(stem: String) {
        self.stem = stem
    }

    /// The last one before the entry.
    package static let before = TimedName(stem: TimedCheckpoint.Place.before.rawValue)
    /// The first one that holds the entry.
    package static let after = TimedName(stem: TimedCheckpoint.Place.after.rawValue)
    /// A later one, of a bundle that was renewed before renewals had numbers.
    package static let renewed = TimedName(stem: TimedCheckpoint.Place.renewed.rawValue)

    /// The renewal `number`, from 1. Two digits, for `renewed-2.tsr` is the second token of `renewed`.
    package static func renewal(_ number: Int) -> TimedName {
        TimedName(stem: renewed.stem + (number < 10 ? "-0" : "-") + String(number))
    }

    /// Those of later checkpoints, in the order in which they carry a bundle forward.
    package static let renewals = [renewed] + (1...Limits.renewalsMax).map { renewal($0) }

    /// All of them.
    package static let all = [before, after] + renewals
}
