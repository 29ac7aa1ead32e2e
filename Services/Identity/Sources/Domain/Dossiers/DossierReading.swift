package import MeshKernel

/// Judges each field of a dossier on its own, with what the other fields say: pass, or what is wrong.
package struct DossierReading: Sendable {
    /// Bounds of fields.
    package enum Limits {
        /// Province, city, district, office.
        package static let wordCharactersMax = 60
    }

    private let draft: DossierDraft
    private let rules: AuthorityRules
    private let today: CivilDate
    private let offices: KnownOffices
    private let email: EmailConfirmation

    /// `today` is the day in China; `offices` are those that are known at the authority: a dossier names one of them, or
    /// any where nobody says that these are all.
    package init(
        _ draft: DossierDraft, rules: AuthorityRules, today: CivilDate, offices: KnownOffices = .none,
        email: EmailConfirmation = .notKnown
    ) {
        self.draft = draft
        self.rules = rules
        self.today = today
        self.offices = offices
        self.email = email
    }

    /// The same with every number, name and address in its normal form, in which equal facts are equal texts. A field that
    /// does not pass stays as it was written.
    package var normalised: DossierDraft {
        var normal = draft
        if let kind = draft.documentKind,
            let number = try? DocumentNumber(draft[.documentNumber], kind: kind, today: today)
        {
            normal[.documentNumber] = number.text
        }
        if let number = try? administratorNumber(draft[.administratorDocumentNumber]) {
            normal[.administratorDocumentNumber] = number.text
        }
        for field in [DossierField.realName, .contactName, .administratorName] {
            if let name = try? PersonName(draft[field]) { normal[field] = name.text }
        }
        if let name = try? InstitutionName(draft[.institutionName]) { normal[.institutionName] = name.text }
        if let number = try? MobileNumber(draft[.mobile]) { normal[.mobile] = number.text }
        // The list's own bytes: Swift takes two spellings that look alike for one.
        for field in [DossierField.province, .city, .district] {
            if let region = try? region(field, draft[field]) { normal[field] = region.name }
        }
        return normal
    }

    /// Whether a field has to be filled in, may be, or is not asked for.
    package enum Need: Sendable, Equatable {
        case needed, optional, notAsked
    }

    /// Whether `field` has to be filled in, with what the others say so far.
    package func need(of field: DossierField) -> Need {
        let isPerson = draft.holderKind?.isPerson ?? true
        switch field {
        case .origin: return rules.asksForProvinceOfOrigin ? .needed : .notAsked
        case .holderKind, .nationality, .documentKind, .documentNumber, .isLongTerm, .address, .contactName, .mobile,
            .email, .promise, .validFrom:
            return .needed
        case .province, .city: return draft.isForeign ? .notAsked : .needed
        // Some cities have no districts.
        case .district: return draft.isForeign ? .notAsked : .optional
        case .postcode: return draft.isForeign ? .notAsked : .needed
        case .validUntil: return draft.isLongTerm ? .notAsked : .needed
        case .realName: return isPerson ? .needed : .notAsked
        case .institutionName: return isPerson ? .notAsked : .needed
        case .foundedOn: return isPerson ? .notAsked : .optional
        case .runsTradingPlatform:
            let isOwn = !rules.asksForProvinceOfOrigin || draft[.origin] == "in_province"
            return !isPerson && rules.asksForTradingPlatform && isOwn ? .optional : .notAsked
        case .administratorName, .administratorSex, .administratorBirth, .administratorDocumentKind,
            .administratorDocumentNumber, .administratorValidFrom, .administratorIsLongTerm:
            return isPerson || !rules.asksForAdministrator ? .notAsked : .needed
        case .administratorValidUntil:
            let isAsked = !isPerson && rules.asksForAdministrator && draft[.administratorIsLongTerm] != "yes"
            return isAsked ? .needed : .notAsked
        case .landline: return .optional
        // What was confirmed needs no code any more.
        case .emailCode:
            return rules.asksForEmailCode ? (email.confirms(draft[.email]) ? .optional : .needed) : .notAsked
        case .industry: return rules.needsIndustry ? .needed : .optional
        case .officeCity, .office: return rules.needsOffice ? .needed : .optional
        }
    }

    /// What is wrong with `field`; nil when it passes.
    package func fault(in field: DossierField) -> FieldFault.Reason? {
        let text = draft[field]
        switch (need(of: field), text.isEmpty) {
        case (.needed, true): return .empty
        case (.optional, true), (.notAsked, true): return nil
        case (.notAsked, false): return .notAsked
        case (.needed, false), (.optional, false): break
        }
        do throws(FieldFault.Reason) {
            try check(field, text)
            return nil
        } catch {
            return error
        }
    }

    /// Every field of `fields` that does not pass, in the order of the form.
    package func faults(in fields: some Sequence<DossierField>) -> [FieldFault] {
        let asked = Set(fields)
        return DossierField.allCases.filter(asked.contains).compactMap { field in
            fault(in: field).map { FieldFault(field: field.rawValue, reason: $0) }
        }
    }

    /// Every field of a step that does not pass; the next step opens when there is none.
    package func faults(in step: DossierField.Step) -> [FieldFault] {
        faults(in: DossierField.allCases.filter { $0.step == step })
    }

    private func check(_ field: DossierField, _ text: String) throws(FieldFault.Reason) {
        switch field {
        case .origin: try oneOf(["in_province", "out_of_province"], text)
        case .runsTradingPlatform, .isLongTerm, .administratorIsLongTerm: try oneOf(["yes", "no"], text)
        case .holderKind: try oneOf(HolderKind.allCases.map(\.rawValue), text)
        case .nationality: try nationality(text)
        case .province, .city, .district: _ = try region(field, text)
        case .institutionName: _ = try InstitutionName(text)
        case .foundedOn: _ = try pastDay(text)
        case .documentKind: try documentKind(text)
        case .realName, .administratorName: _ = try PersonName(text)
        case .documentNumber: try documentNumber(text)
        case .validFrom: try validFrom(text)
        case .validUntil: try validUntil(text, from: .validFrom)
        case .administratorSex: try administratorSex(text)
        case .administratorBirth: try administratorBirth(text)
        case .administratorDocumentKind:
            guard DocumentKind(rawValue: text)?.isPersonal == true else { throw .unknownWord }
        case .administratorDocumentNumber: _ = try administratorNumber(text)
        case .administratorValidFrom: try administratorValidFrom(text)
        case .administratorValidUntil: try validUntil(text, from: .administratorValidFrom)
        case .address: _ = try PostalAddress(text)
        case .postcode: if Postcode(text) == nil { throw .malformed }
        case .contactName: _ = try PersonName(text)
        case .mobile: try mobile(text)
        case .landline: if LandlineNumber(text) == nil { throw .malformed }
        case .email: if EmailAddress(text) == nil { throw .malformed }
        case .emailCode: try emailCode(text)
        case .industry: guard Industry(rawValue: text) != nil else { throw .unknownWord }
        case .officeCity: try officeCity(text)
        case .office: try office(text)
        case .promise: try promise(text)
        }
    }

    private func oneOf(_ words: [String], _ text: String) throws(FieldFault.Reason) {
        guard words.contains(text) else { throw .unknownWord }
    }

    private func line(_ text: String, _ maximum: Int) throws(FieldFault.Reason) {
        if let fault = TextRule(1...maximum).fault(in: text) { throw fault }
    }

    /// The region that a field names, in the one that the field before it names.
    private func region(_ field: DossierField, _ text: String) throws(FieldFault.Reason) -> Region {
        func found(_ text: String, among regions: [Region]) throws(FieldFault.Reason) -> Region {
            try line(text, Limits.wordCharactersMax)
            guard let region = regions.first(where: { $0.name == text }) else { throw .unknownWord }
            return region
        }
        guard field != .province else {
            let province = try found(text, among: Regions.provinces)
            let isOwn = province.code == rules.province
            let isSaid = draft[.origin] == "in_province"
            if rules.province != nil, !draft[.origin].isEmpty, isOwn != isSaid {
                throw .contradicts(field: DossierField.origin.rawValue)
            }
            return province
        }
        guard let province = Regions.province(named: draft[.province]) else {
            throw .neededBy(field: DossierField.province.rawValue)
        }
        let cities = Regions.cities(of: province)
        guard field != .city else { return try found(text, among: cities) }
        guard let city = cities.first(where: { $0.name == draft[.city] }) else {
            throw .neededBy(field: DossierField.city.rawValue)
        }
        return try found(text, among: Regions.districts(of: city))
    }

    /// Two capital letters that a country has (ISO 3166-1 alpha-2).
    private func nationality(_ text: String) throws(FieldFault.Reason) {
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            throw .malformed
        }
        guard CountryCodes.contains(text) else { throw .unknownWord }
    }

    private func day(_ text: String) throws(FieldFault.Reason) -> CivilDate {
        guard let day = CivilDate(text: text) else { throw .malformedDate }
        return day
    }

    private func pastDay(_ text: String) throws(FieldFault.Reason) -> CivilDate {
        let day = try day(text)
        guard day <= today else { throw .futureDate }
        return day
    }

    private func documentKind(_ text: String) throws(FieldFault.Reason) {
        guard let kind = DocumentKind(rawValue: text) else { throw .unknownWord }
        guard let holder = draft.holderKind else { throw .neededBy(field: DossierField.holderKind.rawValue) }
        guard kind.isPersonal == holder.isPerson else { throw .contradicts(field: DossierField.holderKind.rawValue) }
        guard !draft.isForeign || kind.isIssued(toForeignerOf: draft[.nationality]) else {
            throw .contradicts(field: DossierField.nationality.rawValue)
        }
    }

    private func documentNumber(_ text: String) throws(FieldFault.Reason) {
        guard let kind = draft.documentKind else { throw .neededBy(field: DossierField.documentKind.rawValue) }
        _ = try DocumentNumber(text, kind: kind, today: today)
    }

    private func validFrom(_ text: String) throws(FieldFault.Reason) {
        let from = try pastDay(text)
        // Nobody has a document before they are born.
        if let birth = resident?.birth, from < birth {
            throw .contradicts(field: DossierField.documentNumber.rawValue)
        }
    }

    private func validUntil(_ text: String, from first: DossierField) throws(FieldFault.Reason) {
        let until = try day(text)
        let validity = DocumentValidity(from: CivilDate(text: draft[first]), until: until)
        guard !validity.isReversed else { throw .contradicts(field: first.rawValue) }
        guard !validity.isOver(on: today) else { throw .expired }
    }

    private func administratorValidFrom(_ text: String) throws(FieldFault.Reason) {
        let from = try pastDay(text)
        // Nobody has a document before they are born.
        if let birth = administratorResident?.birth, from < birth {
            throw .contradicts(field: DossierField.administratorDocumentNumber.rawValue)
        }
    }

    private func emailCode(_ text: String) throws(FieldFault.Reason) {
        guard !email.confirms(draft[.email]) else { return }
        guard OneTimeCode.isWellFormed(text) else { throw .malformed }
        guard email == .notKnown else { throw .unconfirmed }
    }

    /// A city, and one in which an office is where all of them are known.
    private func officeCity(_ text: String) throws(FieldFault.Reason) {
        guard Office.isCity(text), !offices.areAll || offices.cities.values.contains(text) else {
            throw .unknownWord
        }
    }

    /// An office, in the city that is named where it is known in which it is.
    private func office(_ text: String) throws(FieldFault.Reason) {
        try line(text, Limits.wordCharactersMax)
        guard !offices.areAll || offices.cities[text] != nil else { throw .unknownWord }
        let named = draft[.officeCity]
        if let city = offices.cities[text], !named.isEmpty, city != named {
            throw .contradicts(field: DossierField.officeCity.rawValue)
        }
    }

    /// The notice as it reads now: whoever promised another one has not read this one.
    private func promise(_ text: String) throws(FieldFault.Reason) {
        guard text != "no" else { throw .notAccepted }
        guard text == ApplicantNotice(rules).version else { throw .unknownWord }
    }

    /// What an identity number says of the person who is verified; nil for other documents and for a number that is none.
    private var resident: ResidentNumber? {
        guard draft.documentKind == .residentIdentityCard else { return nil }
        return try? ResidentNumber(draft[.documentNumber], today: today)
    }

    private func administratorNumber(_ text: String) throws(FieldFault.Reason) -> DocumentNumber {
        guard let kind = DocumentKind(rawValue: draft[.administratorDocumentKind]) else {
            throw .neededBy(field: DossierField.administratorDocumentKind.rawValue)
        }
        return try DocumentNumber(text, kind: kind, today: today)
    }

    /// What the administrator's identity number says; nil for other documents and for a number that is none.
    private var administratorResident: ResidentNumber? {
        guard draft[.administratorDocumentKind] == DocumentKind.residentIdentityCard.rawValue else { return nil }
        return try? ResidentNumber(draft[.administratorDocumentNumber], today: today)
    }

    private func administratorSex(_ text: String) throws(FieldFault.Reason) {
        guard let sex = ResidentNumber.Sex(rawValue: text) else { throw .unknownWord }
        if let resident = administratorResident, resident.sex != sex {
            throw .contradicts(field: DossierField.administratorDocumentNumber.rawValue)
        }
    }

    private func administratorBirth(_ text: String) throws(FieldFault.Reason) {
        let birth = try pastDay(text)
        if let resident = administratorResident, resident.birth != birth {
            throw .contradicts(field: DossierField.administratorDocumentNumber.rawValue)
        }
    }

    private func mobile(_ text: String) throws(FieldFault.Reason) {
        let number = try MobileNumber(field: text)
        guard draft.isForeign || number.isMainland else { throw .malformed }
    }

    /// What whoever looks at `field` should know of it though it passes; nil for nothing.
    package func note(on field: DossierField) -> FieldNote? {
        switch field {
        case .mobile: (try? MobileNumber(draft[.mobile]))?.isVirtual == true ? .virtualNumber : nil
        case .documentNumber: resident?.isRegionPublished == false ? .regionNotListed : nil
        case .administratorDocumentNumber:
            administratorResident?.isRegionPublished == false ? .regionNotListed : nil
        case .office: draft[.office].isEmpty || offices.cities[draft[.office]] != nil ? nil : .officeNotListed
        default: nil
        }
    }
}
