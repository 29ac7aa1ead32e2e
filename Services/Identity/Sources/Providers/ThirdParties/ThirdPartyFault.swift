/// Why a third party says nobody's name.
package struct ThirdPartyFault: Error, Sendable, Equatable {
    /// On which side it lies. The raw value is what logs say.
    package enum Kind: String, Sendable {
        /// It does not stand by the code, or what it says is not for us, not now, or not about this sign-in.
        case refused
        /// It does not take us for its client, or our request for one: our configuration, or what it has of us, is wrong.
        case clientRefused = "client refused"
        /// It answers what is no answer.
        case unreadable
        /// Whoever is there cannot show that they are it.
        case untrusted
        /// It cannot be asked now. The code may be used up.
        case away
    }

    /// On which side it lies.
    package let kind: Kind
    /// What came in its place, for the log: numbers and our own words, and nothing that a third party wrote.
    package let cause: String

    package init(_ kind: Kind, _ cause: String) {
        self.kind = kind
        self.cause = cause
    }

    /// It does not stand by the code, and no more is known.
    package static let refused = ThirdPartyFault(.refused, "")
}
