/// A question about fields of a dossier as it was said, before anything was checked.
package struct DossierQuestion: Sendable {
    /// Nil when it was not said, or is none.
    package var authority: Authority?
    /// Fields with what was written in them.
    package var entries: [(field: String, value: String)]
    /// The fields to judge; all when empty.
    package var asked: [String]

    package init(authority: Authority?, entries: [(field: String, value: String)], asked: [String]) {
        self.authority = authority
        self.entries = entries
        self.asked = asked
    }

    /// Rules, dossier and fields in the order of the form, or `IdentityError.invalidFields` with every fault.
    package func checked(
        under profiles: AuthorityProfiles
    ) throws(IdentityError) -> (AuthorityRules, DossierDraft, [DossierField]) {
        var faults: [FieldFault] = []
        if authority == nil { faults.append(FieldFault(field: "authority", reason: .empty)) }
        let fieldsMax = DossierField.allCases.count
        for (name, count) in [("entries", entries.count), ("fields", asked.count)] where count > fieldsMax {
            faults.append(FieldFault(field: name, reason: .tooMany(maximum: fieldsMax)))
        }
        var draft = DossierDraft()
        for (place, entry) in entries.prefix(fieldsMax).enumerated() {
            guard let field = DossierField(rawValue: entry.field) else {
                faults.append(FieldFault(field: "entries[\(place)].field", reason: .unknownWord))
                continue
            }
            draft[field] = entry.value
        }
        var fields: Set<DossierField> = []
        for (place, name) in asked.prefix(fieldsMax).enumerated() {
            guard let field = DossierField(rawValue: name) else {
                faults.append(FieldFault(field: "fields[\(place)]", reason: .unknownWord))
                continue
            }
            fields.insert(field)
        }
        guard faults.isEmpty, let authority else { throw .invalidFields(faults) }
        return (
            profiles[authority], draft, DossierField.allCases.filter { fields.isEmpty || fields.contains($0) }
        )
    }
}
