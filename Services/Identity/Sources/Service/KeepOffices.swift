internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// An authority's offices, of one city or, with an empty code, of all.
    func offices(at authority: Authority?, in city: String) async throws -> [Office] {
        var faults: [FieldFault] = []
        if authority == nil { faults.append(FieldFault(field: "authority", reason: .empty)) }
        if !city.isEmpty, !Office.isCity(city) { faults.append(FieldFault(field: "city", reason: .unknownWord)) }
        guard faults.isEmpty, let authority else { throw IdentityError.invalidFields(faults) }
        return try await store.read { try $0.offices(at: authority, in: city) }
    }

    /// Adds an office, or puts what is said in the place of what was known of the one with this name; the same again
    /// changes nothing.
    func setOffice(_ draft: OfficeDraft, by staff: Identifier) async throws -> Office {
        let office = try draft.checked(at: time.wall())
        return try await store.write { [key] transaction in
            let known = try transaction.keptOffices(at: office.authority, in: "")
            let before = known.first { $0.name == office.name }
            if let before, before.says(as: office) { return before }
            guard before != nil || known.count < Office.Limits.officesPerAuthorityMax else {
                throw IdentityError.officesFull(maximum: Office.Limits.officesPerAuthorityMax)
            }
            try transaction.set(office, by: staff)
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: staff.text, actor: staff.text, action: .officeSet,
                    object: "\(office.authority.rawValue) \(office.name)"), key: key)
            return office
        }
    }

    /// Takes an office from the list; one that is not there stays so.
    func removeOffice(_ name: String, at authority: Authority?, by staff: Identifier) async throws {
        guard let authority else {
            throw IdentityError.invalidFields([FieldFault(field: "authority", reason: .empty)])
        }
        try await store.write { [key] transaction in
            guard try transaction.removeOffice(name, at: authority) else { return }
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: staff.text, actor: staff.text, action: .officeRemoved,
                    object: "\(authority.rawValue) \(name)"), key: key)
        }
    }
}

extension Office {
    /// Whether two say the same of one office, whenever they do.
    fileprivate func says(as other: Office) -> Bool {
        city == other.city && address == other.address && telephone == other.telephone && source == other.source
    }
}
