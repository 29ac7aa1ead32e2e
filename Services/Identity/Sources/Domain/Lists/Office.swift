package import MeshKernel

/// Where an authority registers: staff keep the list.
package struct Office: Sendable, Equatable {
    /// Bounds of an office.
    package enum Limits {
        /// Its telephone numbers as they are printed.
        package static let telephoneCharactersMax = 40
        /// Where staff have it from.
        package static let sourceCharactersMax = 200
        /// An authority's; far more than any has.
        package static let officesPerAuthorityMax = 2_000
    }

    /// Whose it is.
    package let authority: Authority
    /// As dossiers name it.
    package let name: String
    /// Code of the city, or of the district directly below its province.
    package let city: String
    /// May be empty.
    package let address: String
    /// May be empty.
    package let telephone: String
    /// Where staff have this from.
    package let source: String
    /// When staff said so.
    package let changedAt: WallTime

    /// Trusts everything: for what is read back from one's own store, or was checked.
    package init(
        authority: Authority, name: String, city: String, address: String, telephone: String, source: String,
        changedAt: WallTime
    ) {
        self.authority = authority
        self.name = name
        self.city = city
        self.address = address
        self.telephone = telephone
        self.source = source
        self.changedAt = changedAt
    }
}

/// An office as staff said it, before anything was checked.
package struct OfficeDraft: Sendable {
    /// Nil when it was not said, or is none.
    package var authority: Authority?
    /// As dossiers are to name it.
    package var name: String
    /// Code of the city.
    package var city: String
    /// May be empty.
    package var address: String
    /// May be empty.
    package var telephone: String
    /// Where it is from.
    package var source: String

    package init(
        authority: Authority?, name: String, city: String, address: String, telephone: String, source: String
    ) {
        self.authority = authority
        self.name = name
        self.city = city
        self.address = address
        self.telephone = telephone
        self.source = source
    }

    /// The office when every field keeps to its rule; throws `IdentityError.invalidFields` with every fault.
    package func checked(at time: WallTime) throws(IdentityError) -> Office {
        var faults: [FieldFault] = []
        if authority == nil { faults.append(FieldFault(field: "authority", reason: .empty)) }
        if !Office.isCity(city) {
            faults.append(FieldFault(field: "city", reason: city.isEmpty ? .empty : .unknownWord))
        }
        for (field, text, limit, isNeeded) in [
            ("name", name, DossierReading.Limits.wordCharactersMax, true),
            ("address", address, PostalAddress.Limits.charactersMax, false),
            ("telephone", telephone, Office.Limits.telephoneCharactersMax, false),
            ("source", source, Office.Limits.sourceCharactersMax, true),
        ] where isNeeded || !text.isEmpty {
            if let fault = TextRule(1...limit).fault(in: text) {
                faults.append(FieldFault(field: field, reason: fault))
            }
        }
        guard faults.isEmpty, let authority else { throw .invalidFields(faults) }
        return Office(
            authority: authority, name: name.trimmingBlanks(), city: city, address: address, telephone: telephone,
            source: source, changedAt: time)
    }
}

extension Office {
    /// Whether a code is of a city, or of what counts as one of its province.
    package static func isCity(_ code: String) -> Bool {
        let provinceDigits = 2
        guard Regions.region(code) != nil, let province = Regions.region(String(code.prefix(provinceDigits))) else {
            return false
        }
        return Regions.cities(of: province).contains { $0.code == code }
    }
}
