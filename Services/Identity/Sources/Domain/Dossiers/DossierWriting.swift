/// Fields that somebody writes into a dossier as they were said, before anything was checked.
package struct DossierWriting: Sendable {
    /// Fields with what is written in them; an empty text empties its field.
    package var entries: [(field: String, value: String)]

    package init(_ entries: [(field: String, value: String)]) {
        self.entries = entries
    }

    /// What is written in which field. What is written may be wrong, but not longer than anything that is right. Throws
    /// `IdentityError.invalidFields` with every fault.
    package func checked() throws(IdentityError) -> [DossierField: String] {
        let fieldsMax = DossierField.allCases.count
        var faults: [FieldFault] = []
        if entries.count > fieldsMax {
            faults.append(FieldFault(field: "entries", reason: .tooMany(maximum: fieldsMax)))
        }
        var written: [DossierField: String] = [:]
        for (place, entry) in entries.prefix(fieldsMax).enumerated() {
            guard let field = DossierField(rawValue: entry.field) else {
                faults.append(FieldFault(field: "entries[\(place)].field", reason: .unknownWord))
                continue
            }
            if entry.value.utf8.count > DossierDraft.Limits.valueBytesMax {
                faults.append(
                    FieldFault(
                        field: field.rawValue,
                        reason: .tooLong(maximumCharacters: DossierDraft.Limits.valueCharactersMax)))
            }
            written[field] = entry.value
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return written
    }
}

extension DossierDraft {
    /// The same with these fields written.
    package func writing(_ written: [DossierField: String]) -> DossierDraft {
        var draft = self
        for (field, value) in written { draft[field] = value }
        return draft
    }
}
