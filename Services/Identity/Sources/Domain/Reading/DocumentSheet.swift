package import MeshKernel

/// What a picture shows of which the writing counts.
package enum DocumentSheet: Sendable, Equatable {
    /// Whose document it is: the holder's, or that of the person who registers an institution.
    package enum Bearer: Sendable, Equatable {
        case holder, administrator
    }

    /// A resident identity card, either side or both.
    case identityCard(Bearer)
    /// The page of a passport with its machine-readable lines.
    case passport(Bearer)
    /// An institution's licence or certificate.
    case licence

    /// Bounds of what is believed.
    package enum Limits {
        /// A name is proposed, and a watermark called wrong, when the machine is so sure of each character of the line, of
        /// 100. Numbers need none: they have a check of their own.
        package static let confidenceMin = 40
    }

    /// How a picture in `slot` is read when this was filled in; nil when its writing does not count.
    package init?(_ slot: DocumentSlot, in draft: DossierDraft) {
        let isPerson = draft.holderKind?.isPerson ?? true
        switch slot {
        case .portraitSide, .emblemSide: self.init(draft[.documentKind], .holder)
        case .identityCopy:
            self.init(
                draft[isPerson ? .documentKind : .administratorDocumentKind], isPerson ? .holder : .administrator)
        case .licence:
            // Others have no form that is known.
            guard draft.documentKind != .otherInstitutional else { return nil }
            self = .licence
        // A face beside a card that is too small to be read, and what may look like anything.
        case .handheld, .tradingPlatformProof: return nil
        }
    }

    /// Persons have a resident identity card until they say otherwise.
    private init?(_ kind: String, _ bearer: Bearer) {
        switch kind.isEmpty ? .residentIdentityCard : DocumentKind(rawValue: kind) {
        case .residentIdentityCard: self = .identityCard(bearer)
        case .passport: self = .passport(bearer)
        default: return nil
        }
    }

    /// Whether its writing is the machine-readable lines.
    package var isMachineReadable: Bool {
        if case .passport = self { true } else { false }
    }

    /// Whether the number is to be looked for again among letters and digits alone, which a machine that looks for Chinese
    /// characters too reads less well: where there is a name there is a number.
    package func lacksNumber(_ facts: DossierDraft) -> Bool {
        switch self {
        case .identityCard(.holder): facts[.documentNumber].isEmpty && !facts[.realName].isEmpty
        case .identityCard(.administrator):
            facts[.administratorDocumentNumber].isEmpty && !facts[.administratorName].isEmpty
        case .licence: facts[.documentNumber].isEmpty && !facts[.institutionName].isEmpty
        case .passport: false
        }
    }

    /// `facts` with the number in these lines, when there is one.
    package func adding(numberIn lines: [ReadLine], to facts: DossierDraft, today: CivilDate) -> DossierDraft {
        var facts = facts
        switch self {
        case .identityCard(.holder):
            facts[.documentNumber] = IdentityCardText.number(in: lines, today: today) ?? ""
        case .identityCard(.administrator):
            facts[.administratorDocumentNumber] = IdentityCardText.number(in: lines, today: today) ?? ""
        case .licence: facts[.documentNumber] = LicenceText.number(in: lines) ?? ""
        case .passport: break
        }
        return facts
    }

    /// What these lines say of the dossier's fields, each in its normal form and only what passes its own check. `today` is
    /// the day in China.
    package func facts(in lines: [ReadLine], today: CivilDate) -> DossierDraft {
        var facts = DossierDraft()
        switch self {
        case .identityCard(let bearer):
            facts.put(IdentityCardText.number(in: lines, today: today), IdentityCardText.name(in: lines), bearer)
            // The back says until when.
            if let validity = PrintedValidity(in: lines) { facts.put(validity, bearer) }
            if !facts.values.isEmpty { facts.put(.residentIdentityCard, bearer) }
        case .passport(let bearer):
            guard let lines = PassportLines(in: lines, today: today) else { return facts }
            facts.put(lines.number, lines.name, bearer)
            if let until = lines.until {
                facts[bearer == .holder ? .validUntil : .administratorValidUntil] = until.text
                facts[bearer == .holder ? .isLongTerm : .administratorIsLongTerm] = "no"
            }
            facts.put(.passport, bearer)
        case .licence:
            facts[.documentNumber] = LicenceText.number(in: lines) ?? ""
            facts[.institutionName] = LicenceText.name(in: lines) ?? ""
            facts[.foundedOn] = LicenceText.foundedOn(in: lines, today: today)?.text ?? ""
            if let validity = PrintedValidity(in: lines) { facts.put(validity, .holder) }
        }
        return facts
    }
}

extension DossierDraft {
    fileprivate mutating func put(_ number: String?, _ name: String?, _ bearer: DocumentSheet.Bearer) {
        switch bearer {
        case .holder:
            self[.documentNumber] = number ?? ""
            self[.realName] = name ?? ""
        case .administrator:
            self[.administratorDocumentNumber] = number ?? ""
            self[.administratorName] = name ?? ""
        }
    }

    fileprivate mutating func put(_ kind: DocumentKind, _ bearer: DocumentSheet.Bearer) {
        self[bearer == .holder ? .documentKind : .administratorDocumentKind] = kind.rawValue
    }

    fileprivate mutating func put(_ validity: PrintedValidity, _ bearer: DocumentSheet.Bearer) {
        let isHolder = bearer == .holder
        self[isHolder ? .validFrom : .administratorValidFrom] = validity.from?.text ?? ""
        self[isHolder ? .validUntil : .administratorValidUntil] = validity.until?.text ?? ""
        self[isHolder ? .isLongTerm : .administratorIsLongTerm] = validity.until == nil ? "yes" : "no"
    }
}
