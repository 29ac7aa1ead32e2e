package import MeshKernel

/// A version of a right holder, as an authority's rules verified it.
package struct VerifiedHolder: Sendable, Equatable {
    /// The holder's identifier, `hld_…`.
    package let id: Identifier
    /// Who had it verified.
    package let account: Identifier
    /// Whose rules were followed.
    package let authority: Authority
    /// From 1.
    package let version: Int64
    /// Every field of the dossier, in its normal form.
    package let facts: DossierDraft
    /// When staff approved it.
    package let verifiedAt: WallTime

    package init(
        id: Identifier, account: Identifier, authority: Authority, version: Int64, facts: DossierDraft,
        verifiedAt: WallTime
    ) {
        self.id = id
        self.account = account
        self.authority = authority
        self.version = version
        self.facts = facts
        self.verifiedAt = verifiedAt
    }

    /// The person's name, or the institution's.
    package var name: String { facts[facts.holderKind?.isPerson == false ? .institutionName : .realName] }

    /// As it may be shown to others: an institution's name is public.
    package var maskedName: String {
        facts.holderKind?.isPerson == false ? name : DossierField.realName.masked(name)
    }

    /// Whether these are strictly the verified facts; letters of a number may be small. `today` is the day in China.
    package func equals(_ claimed: ClaimedFacts, today: CivilDate) -> Bool {
        guard let kind = DocumentKind(rawValue: claimed.documentKind), kind == facts.documentKind,
            let number = try? DocumentNumber(claimed.documentNumber, kind: kind, today: today)
        else { return false }
        // As bytes: two spellings that look alike are two.
        return number.text == facts[.documentNumber] && Array(claimed.name.utf8) == Array(name.utf8)
    }

    /// Whether the document that was shown is over on `today`, the day in China.
    package func isExpired(on today: CivilDate) -> Bool {
        DocumentValidity(from: facts[.validFrom], until: facts[.validUntil]).isOver(on: today)
    }
}

/// What somebody says of a holder, to be held against what was verified.
package struct ClaimedFacts: Sendable, Equatable {
    /// A person's or an institution's name.
    package var name: String
    /// What kind of document.
    package var documentKind: String
    /// Its number in full.
    package var documentNumber: String

    package init(name: String, documentKind: String, documentNumber: String) {
        self.name = name
        self.documentKind = documentKind
        self.documentNumber = documentNumber
    }
}

/// Whom a question about a holder names.
package enum HolderReference: Sendable, Equatable {
    case holder(Identifier)
    /// Whom this account was verified as.
    case account(Identifier)
}
