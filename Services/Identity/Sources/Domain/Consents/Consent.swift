package import MeshKernel

/// What the owner of an account consents to, each for itself: sensitive personal information is taken only so (Personal
/// Information Protection Law, articles 14 and 29). The raw value is what is stored and sent.
package enum ConsentKind: String, Sendable, CaseIterable {
    /// Pictures of an identity document, and what is read off them.
    case identityDocument = "identity_document"
    /// A picture of one's face, with the document in hand.
    case face
}

/// A consent that was given.
package struct Consent: Sendable, Equatable {
    /// To what.
    package let kind: ConsentKind
    /// To which version of the words.
    package let wording: String
    /// When.
    package let givenAt: WallTime
    /// When it was taken back; nil while it stands.
    package let withdrawnAt: WallTime?

    package init(kind: ConsentKind, wording: String, givenAt: WallTime, withdrawnAt: WallTime?) {
        self.kind = kind
        self.wording = wording
        self.givenAt = givenAt
        self.withdrawnAt = withdrawnAt
    }

    /// Whether a picture may rest on it now: it stands, and is of the words that count now. Whoever consented to others is
    /// asked anew.
    package var holds: Bool { withdrawnAt == nil && wording == ConsentWording.of(kind).version }
}

extension DocumentSlot {
    /// The consent that such a picture rests on; nil for what is an institution's and nobody's likeness.
    package var consent: ConsentKind? {
        switch self {
        case .portraitSide, .emblemSide, .identityCopy: .identityDocument
        case .handheld: .face
        case .licence, .tradingPlatformProof: nil
        }
    }
}
