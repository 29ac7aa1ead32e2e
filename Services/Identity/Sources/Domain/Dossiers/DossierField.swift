/// A field of a dossier. The raw value names it in requests, refusals and the store.
package enum DossierField: String, Sendable, CaseIterable {
    // Basic facts
    /// `in_province` or `out_of_province`: 省内, 省外.
    case origin
    case holderKind = "holder_kind"
    case nationality
    case province
    case city
    case district
    case institutionName = "institution_name"
    case foundedOn = "founded_on"
    case runsTradingPlatform = "runs_trading_platform"
    // Documents
    case documentKind = "document_kind"
    case realName = "real_name"
    case documentNumber = "document_number"
    case validFrom = "valid_from"
    /// Left empty when `isLongTerm` says `yes`.
    case validUntil = "valid_until"
    case isLongTerm = "is_long_term"
    case administratorName = "administrator_name"
    case administratorSex = "administrator_sex"
    case administratorBirth = "administrator_birth"
    case administratorDocumentKind = "administrator_document_kind"
    case administratorDocumentNumber = "administrator_document_number"
    case administratorValidFrom = "administrator_valid_from"
    /// Left empty when `administratorIsLongTerm` says `yes`.
    case administratorValidUntil = "administrator_valid_until"
    case administratorIsLongTerm = "administrator_is_long_term"
    // Contact
    case address
    case postcode
    case contactName = "contact_name"
    case mobile
    case landline
    case email
    /// The digits that were sent to `email`. What they confirm stands beside the draft.
    case emailCode = "email_code"
    case industry
    /// Code of the city in which `office` is, as `Office.city` has it: 选择登记办理城市.
    case officeCity = "office_city"
    case office
    // Confirmation
    /// The version of the notice that was read and promised (我承诺), `ApplicantNotice.version`. What each hand-in promised
    /// stands beside the draft.
    case promise

    /// The steps in which a dossier is filled in.
    package enum Step: String, Sendable, CaseIterable {
        case basics, documents, contact, confirmation
    }

    /// The step that asks for it.
    package var step: Step {
        switch self {
        case .origin, .holderKind, .nationality, .province, .city, .district, .institutionName, .foundedOn,
            .runsTradingPlatform:
            .basics
        case .documentKind, .realName, .documentNumber, .validFrom, .validUntil, .isLongTerm, .administratorName,
            .administratorSex, .administratorBirth, .administratorDocumentKind, .administratorDocumentNumber,
            .administratorValidFrom, .administratorValidUntil, .administratorIsLongTerm:
            .documents
        case .address, .postcode, .contactName, .mobile, .landline, .email, .emailCode, .industry, .officeCity, .office:
            .contact
        case .promise: .confirmation
        }
    }

    /// The fields that must be looked at again when this one changes: a correction that names this one opens them too.
    package var dependents: [DossierField] {
        switch self {
        case .origin: [.province, .city, .district, .officeCity, .office, .runsTradingPlatform]
        case .holderKind:
            [
                .documentKind, .documentNumber, .realName, .institutionName, .foundedOn, .runsTradingPlatform,
                .administratorName, .administratorSex, .administratorBirth, .administratorDocumentKind,
                .administratorDocumentNumber, .administratorValidFrom, .administratorValidUntil,
                .administratorIsLongTerm,
            ]
        case .nationality: [.documentKind, .documentNumber, .province, .city, .district, .postcode, .mobile]
        case .province: [.city, .district]
        case .city: [.district]
        case .documentKind: [.documentNumber, .validFrom, .validUntil, .isLongTerm]
        case .isLongTerm: [.validUntil]
        case .validFrom: [.validUntil]
        // Nobody has a document before the day of birth that its number tells.
        case .documentNumber: [.validFrom]
        case .administratorDocumentKind:
            [
                .administratorDocumentNumber, .administratorValidFrom, .administratorValidUntil,
                .administratorIsLongTerm,
            ]
        case .administratorDocumentNumber: [.administratorSex, .administratorBirth, .administratorValidFrom]
        case .administratorIsLongTerm, .administratorValidFrom: [.administratorValidUntil]
        case .email: [.emailCode]
        // Another office may be in another city.
        case .officeCity: [.office]
        case .office: [.officeCity]
        case .district, .institutionName, .foundedOn, .runsTradingPlatform, .realName, .validUntil,
            .administratorName, .administratorSex, .administratorBirth, .administratorValidUntil, .address, .postcode,
            .contactName, .mobile, .landline, .emailCode, .industry, .promise:
            []
        }
    }

    /// What a picture of a document shows, and what decides which pictures are asked for.
    package static let shownByPictures: Set<DossierField> = [
        .holderKind, .institutionName, .runsTradingPlatform, .documentKind, .realName, .documentNumber, .validFrom,
        .validUntil, .isLongTerm,
    ]

    /// What is taken from lists that change, the code that an address was confirmed with, and the promise: what was taken
    /// once, and cannot be written now, stands.
    package static let takenOnce: Set<DossierField> = [
        .province, .city, .district, .officeCity, .office, .emailCode, .promise,
    ]

    /// `named` and everything that depends on it, directly or through others.
    package static func opened(by named: Set<DossierField>) -> Set<DossierField> {
        var opened = named
        var waiting = Array(named)
        while let field = waiting.popLast() {
            for dependent in field.dependents where opened.insert(dependent).inserted { waiting.append(dependent) }
        }
        return opened
    }
}
