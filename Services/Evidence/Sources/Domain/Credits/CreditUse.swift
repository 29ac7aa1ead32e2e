package import MeshKernel

/// What a credit can pay for.
package enum CreditPurpose: String, FormWord {
    case seal
    case filing
    case renewal
}

/// A credit that was used, and for what.
package struct CreditUse: Sendable, Equatable {
    /// What it knows of its pack.
    package let terms: CreditTerms
    /// When.
    package let at: WallTime
    /// For what.
    package let purpose: CreditPurpose
    /// The item or filing.
    package let subject: Identifier

    package init(terms: CreditTerms, at: WallTime, purpose: CreditPurpose, subject: Identifier) {
        self.terms = terms
        self.at = at
        self.purpose = purpose
        self.subject = subject
    }
}

/// A line of the usage record (使用记录).
package struct RecordedUse: Sendable, Equatable {
    /// The use.
    package let use: CreditUse
    /// Place in its pack, from 0.
    package let position: UInt64
    /// The item's public number; nil for a filing.
    package let number: String?

    package init(use: CreditUse, position: UInt64, number: String?) {
        self.use = use
        self.position = position
        self.number = number
    }

    /// Its place among the uses of an account, in their order.
    var place: String { "\(use.terms.pack) \(position)" }
}
