package import MeshKernel

/// Two works of different holders that look or read alike.
package struct SimilarPair: Sendable, Equatable {
    /// One of the two, as staff see it.
    package struct Work: Sendable, Equatable {
        /// Its identifier.
        package let id: Identifier
        /// Its public number.
        package let number: EvidenceNumber
        /// Whose it is.
        package let account: String
        /// When the service accepted it.
        package let acceptedAt: WallTime

        package init(id: Identifier, number: EvidenceNumber, account: String, acceptedAt: WallTime) {
            self.id = id
            self.number = number
            self.account = account
            self.acceptedAt = acceptedAt
        }
    }

    /// What staff made of it.
    package enum Verdict: String, Sendable, CaseIterable {
        /// Alike.
        case confirmed
        /// Not alike, or alike for a good reason.
        case dismissed
    }

    /// A verdict, and who gave it when.
    package struct Review: Sendable, Equatable {
        /// The verdict.
        package let verdict: Verdict
        /// The staff's account.
        package let by: String
        /// When.
        package let at: WallTime

        package init(verdict: Verdict, by: String, at: WallTime) {
            self.verdict = verdict
            self.by = by
            self.at = at
        }
    }

    /// Its identifier.
    package let id: Identifier
    /// What was compared.
    package let kind: Fingerprint.Kind
    /// The one that was sealed later.
    package let later: Work
    /// The one that was sealed earlier.
    package let earlier: Work
    /// Bits in which the fingerprints differ.
    package let distance: Int
    /// When it was found.
    package let foundAt: WallTime
    /// Whether the work that was looked at was compared with every other that may be like it; when not, nearer ones may be
    /// missing.
    package let isComplete: Bool
    /// Nil while nobody has looked.
    package let review: Review?

    package init(
        id: Identifier, kind: Fingerprint.Kind, later: Work, earlier: Work, distance: Int, foundAt: WallTime,
        isComplete: Bool, review: Review?
    ) {
        self.id = id
        self.kind = kind
        self.later = later
        self.earlier = earlier
        self.distance = distance
        self.foundAt = foundAt
        self.isComplete = isComplete
        self.review = review
    }
}

/// A pair on its way into the store, as others are told of it.
package struct FoundPair: Sendable, Equatable {
    /// Its identifier.
    package let id: Identifier
    /// The item that was sealed later.
    package let later: Identifier
    /// The item that was sealed earlier.
    package let earlier: Identifier
    /// Bits in which the fingerprints differ.
    package let distance: Int
    /// Whether every work that may be like the one that was looked at was compared with it.
    package let isComplete: Bool

    package init(id: Identifier, later: Identifier, earlier: Identifier, distance: Int, isComplete: Bool) {
        self.id = id
        self.later = later
        self.earlier = earlier
        self.distance = distance
        self.isComplete = isComplete
    }
}
