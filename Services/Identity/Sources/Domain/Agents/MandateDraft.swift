package import MeshKernel

/// A mandate as its agent asked for it, before anything was checked.
package struct MandateDraft: Sendable {
    /// Where the holder is verified; nil when that was not said, or is none.
    package var authority: Authority?
    /// The holder's name and document, as the agent knows them.
    package var facts: ClaimedFacts
    /// What the agent is to do; nil for what no version knows.
    package var businesses: [Business?]
    /// The first day.
    package var validFrom: String
    /// The last day.
    package var validUntil: String

    package init(
        authority: Authority?, facts: ClaimedFacts, businesses: [Business?], validFrom: String, validUntil: String
    ) {
        self.authority = authority
        self.facts = facts
        self.businesses = businesses
        self.validFrom = validFrom
        self.validUntil = validUntil
    }

    /// What was asked for when every field keeps to its rule; throws `IdentityError.invalidFields` with every fault.
    /// `today` is the day in China. Whether anybody was verified so is not known yet.
    package func checked(today: CivilDate) throws(IdentityError) -> MandateTerms {
        var faults: [FieldFault] = []
        func note(_ field: String, _ reason: FieldFault.Reason) {
            faults.append(FieldFault(field: field, reason: reason))
        }
        if authority == nil { note("authority", .empty) }
        if let fault = TextRule(1...InstitutionName.Limits.charactersMax).fault(in: facts.name) { note("name", fault) }
        let number = documentNumber(today: today, &faults)
        let scope = checkedBusinesses(&faults)
        let from = Self.day(validFrom, "valid_from", &faults)
        let until = Self.day(validUntil, "valid_until", &faults)
        if let from {
            if from < today { note("valid_from", .expired) }
            if from.daysSinceEpoch - today.daysSinceEpoch > Mandate.Limits.aheadDaysMax {
                note("valid_from", .futureDate)
            }
        }
        if let from, let until {
            let days = until.daysSinceEpoch - from.daysSinceEpoch
            if days < 0 || days > Mandate.Limits.validDaysMax { note("valid_until", .contradicts(field: "valid_from")) }
        }
        guard faults.isEmpty, let authority, let number, let from, let until else { throw .invalidFields(faults) }
        return MandateTerms(
            authority: authority,
            named: NamedHolder(
                name: facts.name, documentKind: facts.documentKind, maskedNumber: number.masked),
            number: number, businesses: scope, from: from, until: until)
    }

    private func documentNumber(today: CivilDate, _ faults: inout [FieldFault]) -> DocumentNumber? {
        guard let kind = DocumentKind(rawValue: facts.documentKind) else {
            faults.append(
                FieldFault(field: "document_kind", reason: facts.documentKind.isEmpty ? .empty : .unknownWord))
            return nil
        }
        do throws(FieldFault.Reason) {
            return try DocumentNumber(facts.documentNumber, kind: kind, today: today)
        } catch {
            faults.append(FieldFault(field: "document_number", reason: error))
            return nil
        }
    }

    private func checkedBusinesses(_ faults: inout [FieldFault]) -> [Business] {
        if businesses.isEmpty { faults.append(FieldFault(field: "businesses", reason: .empty)) }
        let most = Business.allCases.count
        if businesses.count > most { faults.append(FieldFault(field: "businesses", reason: .tooMany(maximum: most))) }
        var scope: Set<Business> = []
        for (place, business) in businesses.prefix(most).enumerated() {
            guard let business else {
                faults.append(FieldFault(field: "businesses[\(place)]", reason: .unknownWord))
                continue
            }
            if !scope.insert(business).inserted {
                faults.append(FieldFault(field: "businesses[\(place)]", reason: .contradicts(field: "businesses")))
            }
        }
        return Business.allCases.filter(scope.contains)
    }

    private static func day(_ text: String, _ field: String, _ faults: inout [FieldFault]) -> CivilDate? {
        if let day = CivilDate(text: text) { return day }
        faults.append(FieldFault(field: field, reason: text.isEmpty ? .empty : .malformedDate))
        return nil
    }
}

/// What an agent asks a holder for; every field keeps to its rule.
package struct MandateTerms: Sendable, Equatable {
    /// Where the holder is verified.
    package let authority: Authority
    /// Whom the agent named.
    package let named: NamedHolder
    /// The document's number in its normal form.
    package let number: DocumentNumber
    /// What the agent is to do; each once, in their order.
    package let businesses: [Business]
    /// The first day in China.
    package let from: CivilDate
    /// The last day in China.
    package let until: CivilDate
}
