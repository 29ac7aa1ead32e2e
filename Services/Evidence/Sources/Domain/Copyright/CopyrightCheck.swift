package import MeshKernel

extension CopyrightSettings {
    /// Checks a draft field by field; throws `EvidenceError.invalidCopyright` with every fault there is. `now` bounds its
    /// days.
    package init(checking draft: CopyrightDraft, categories: WorksCategoryList, now: WallTime) throws(EvidenceError) {
        var check = CopyrightCheck(categories: categories, today: FormDay.of(now))
        let settings = check.settings(draft)
        guard check.faults.isEmpty else { throw .invalidCopyright(check.faults) }
        self = settings
    }
}

/// One look over a draft, which gathers faults instead of stopping at the first.
struct CopyrightCheck {
    private typealias Limits = CopyrightSettings.Limits

    let categories: WorksCategoryList
    let today: CivilDate
    private(set) var faults: [FieldFault] = []

    init(categories: WorksCategoryList, today: CivilDate) {
        self.categories = categories
        self.today = today
    }

    mutating func settings(_ draft: CopyrightDraft) -> CopyrightSettings {
        var settings = CopyrightSettings()
        settings.owners = parties(draft.owners, "owners") { check, owner, field in check.owner(owner, field) }
        settings.authors = parties(draft.authors, "authors") { check, author, field in
            CopyrightSettings.Author(
                name: check.name(author.name, field + ".name"),
                signature: check.signature(author.signatureKind, author.signature, field))
        }
        if !draft.category.isEmpty {
            if categories[draft.category] == nil { note("category", .unknownWord) }
            settings.category = draft.category
        }
        settings.categoryExplanation = remark(
            draft.categoryExplanation, "category_explanation", of: "category",
            isWanted: categories[draft.category]?.needsExplanation == true)
        settings.nature = word(draft.nature, "nature")
        settings.natureExplanation = remark(
            draft.natureExplanation, "nature_explanation", of: "nature", isWanted: settings.nature == .other)
        settings.acquisition = word(draft.acquisition, "acquisition")
        settings.acquisitionExplanation = remark(
            draft.acquisitionExplanation, "acquisition_explanation", of: "acquisition",
            isWanted: settings.acquisition == .other)
        dates(draft, &settings)
        settings.attribution = word(draft.attribution, "attribution")
        rights(draft, &settings)
        settings.extent = word(draft.extent, "extent")
        settings.explanation = CopyrightSettings.Explanation(
            purpose: prose(draft.purpose, "explanation.purpose"), process: prose(draft.process, "explanation.process"),
            originality: prose(draft.originality, "explanation.originality"))
        settings.trainingUse = word(draft.trainingUse, "training_use")
        return settings
    }

    private mutating func note(_ field: String, _ reason: FieldFault.Reason) {
        faults.append(FieldFault(field: field, reason: reason))
    }

    private mutating func parties<Draft, Party>(
        _ drafts: [Draft], _ field: String, _ check: (inout CopyrightCheck, Draft, String) -> Party
    ) -> [Party] {
        guard drafts.count <= Limits.partiesMax else {
            note(field, .tooMany(maximum: Limits.partiesMax))
            return []
        }
        return drafts.enumerated().map { check(&self, $0.element, "\(field)[\($0.offset)]") }
    }

    private mutating func owner(_ draft: CopyrightDraft.Owner, _ field: String) -> CopyrightSettings.Owner {
        let kind: OwnerKind? = word(draft.kind, field + ".kind")
        let documentKind: DocumentKind? = word(draft.documentKind, field + ".document_kind")
        if let kind, let documentKind, kind.isPerson != documentKind.isPersonal {
            note(field + ".document_kind", .documentOfOthers)
        }
        var home: CopyrightSettings.Place?
        if !draft.nationality.isEmpty || !draft.province.isEmpty || !draft.city.isEmpty {
            let draft = CopyrightDraft.Place(country: draft.nationality, province: draft.province, city: draft.city)
            home = place(draft, field, country: "nationality")
        }
        return CopyrightSettings.Owner(
            name: name(draft.name, field + ".name"), kind: kind, documentKind: documentKind,
            documentNumber: documentNumber(draft.documentNumber, of: documentKind, field + ".document_number"),
            home: home, signature: signature(draft.signatureKind, draft.signature, field))
    }

    private mutating func documentNumber(_ text: String, of kind: DocumentKind?, _ field: String) -> String {
        guard !text.isEmpty else { return "" }
        let checked = self.text(text, field, maximum: Limits.documentNumberCharactersMax)
        guard let kind else {
            note(field, .kindlessNumber)
            return checked
        }
        let normal: String? =
            switch kind {
            case .residentIdentityCard: DocumentNumber.residentIdentity(checked, today: today)
            case .creditCodeCertificate: DocumentNumber.socialCreditCode(checked)
            case .officerCard, .soldierCard, .civilCadreCard, .passport, .hongKongMacaoPermit, .taiwanPermit,
                .otherPersonal, .businessLicence, .publicInstitutionCertificate, .socialGroupCertificate,
                .otherInstitutional:
                checked
            }
        if normal == nil { note(field, .malformedDocumentNumber) }
        return normal ?? checked
    }

    private mutating func signature(_ kind: Int32, _ name: String, _ field: String) -> CopyrightSettings.Signature? {
        let named = text(name, field + ".signature", maximum: Limits.nameCharactersMax)
        guard let kind: SignatureKind = word(kind, field + ".signature_kind") else {
            if kind == 0, !name.isEmpty { note(field + ".signature_kind", .neededBy(field: field + ".signature")) }
            return nil
        }
        switch kind {
        case .alias where name.isEmpty: note(field + ".signature", .neededBy(field: field + ".signature_kind"))
        case .anonymous where !name.isEmpty:
            note(field + ".signature", .contradicts(field: field + ".signature_kind"))
        case .alias, .anonymous, .realName: break
        }
        return CopyrightSettings.Signature(kind: kind, name: named)
    }

    private mutating func dates(_ draft: CopyrightDraft, _ settings: inout CopyrightSettings) {
        settings.completedOn = day(draft.completedOn, "completed_on")
        settings.completedAt = draft.completedAt.map { place($0, "completed_at", country: "country") }
        settings.publication = word(draft.publication, "publication")
        settings.firstPublishedOn = day(draft.firstPublishedOn, "first_published_on")
        settings.firstPublishedAt = draft.firstPublishedAt.map { place($0, "first_published_at", country: "country") }
        if let completed = settings.completedOn, let published = settings.firstPublishedOn, published < completed {
            note("first_published_on", .beforeCompletion)
        }
        if settings.publication != .published {
            if !draft.firstPublishedOn.isEmpty { note("first_published_on", .contradicts(field: "publication")) }
            if draft.firstPublishedAt != nil { note("first_published_at", .contradicts(field: "publication")) }
        }
    }

    private mutating func rights(_ draft: CopyrightDraft, _ settings: inout CopyrightSettings) {
        settings.rightsScope = word(draft.rightsScope, "rights_scope")
        guard draft.rights.count <= WorkRight.allCases.count else {
            note("rights", .tooMany(maximum: WorkRight.allCases.count))
            return
        }
        for (place, number) in draft.rights.enumerated() {
            guard let right = WorkRight(number: number) else {
                note("rights[\(place)]", .unknownWord)
                continue
            }
            if settings.rights.contains(right) { note("rights[\(place)]", .repeated) }
            settings.rights.append(right)
        }
        switch settings.rightsScope {
        case .selected: if draft.rights.isEmpty { note("rights", .neededBy(field: "rights_scope")) }
        case .all, nil: if !draft.rights.isEmpty { note("rights", .contradicts(field: "rights_scope")) }
        }
    }

    private mutating func word<Word: FormWord>(_ number: Int32, _ field: String) -> Word? {
        guard number != 0 else { return nil }
        let word = Word(number: number)
        if word == nil { note(field, .unknownWord) }
        return word
    }

    private mutating func day(_ text: String, _ field: String) -> CivilDate? {
        guard !text.isEmpty else { return nil }
        guard let day = FormDay.parse(text) else {
            note(field, .malformedDate)
            return nil
        }
        if day > today { note(field, .futureDate) }
        return day
    }

    private mutating func place(
        _ draft: CopyrightDraft.Place, _ field: String, country countryField: String
    ) -> CopyrightSettings.Place {
        let letters = draft.country.utf8
        if letters.count != 2 || !letters.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) {
            note("\(field).\(countryField)", draft.country.isEmpty ? .empty : .malformedCountry)
        }
        if draft.country == "CN", draft.province.isEmpty { note(field + ".province", .provinceNeeded) }
        return CopyrightSettings.Place(
            country: draft.country,
            province: text(draft.province, field + ".province", maximum: Limits.placeCharactersMax),
            city: text(draft.city, field + ".city", maximum: Limits.placeCharactersMax))
    }

    private mutating func name(_ text: String, _ field: String) -> String {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            note(field, .empty)
            return ""
        }
        return self.text(text, field, maximum: Limits.nameCharactersMax)
    }

    private mutating func remark(_ text: String, _ field: String, of cause: String, isWanted: Bool) -> String {
        if !text.isEmpty, !isWanted { note(field, .contradicts(field: cause)) }
        return self.text(text, field, maximum: Limits.remarkCharactersMax)
    }

    /// Texts of several lines.
    private mutating func prose(_ text: String, _ field: String) -> String {
        self.text(text, field, maximum: Limits.explanationCharactersMax, allowing: ["\n", "\t"])
    }

    private mutating func text(
        _ text: String, _ field: String, maximum: Int, allowing allowed: Set<Unicode.Scalar> = []
    ) -> String {
        guard text.utf8.count <= maximum * Limits.characterBytesMax, text.count <= maximum else {
            note(field, .tooLong(maximumCharacters: maximum))
            return ""
        }
        if text.unicodeScalars.contains(where: { ControlCharacters.contains($0) && !allowed.contains($0) }) {
            note(field, .controlCharacter)
        }
        return text
    }
}
