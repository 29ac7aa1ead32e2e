/// A refusal of a dossier as it was said, before anything was checked.
package struct DossierRefusal: Sendable {
    /// For the applicant.
    package var reason: String
    /// Fields to correct.
    package var fields: [String]
    /// Pictures to bring again.
    package var slots: [String]

    package init(reason: String, fields: [String], slots: [String]) {
        self.reason = reason
        self.fields = fields
        self.slots = slots
    }

    /// The fields and the pictures that are named, or `IdentityError.invalidFields` with every fault.
    package func checked() throws(IdentityError) -> (fields: Set<DossierField>, slots: Set<DocumentSlot>) {
        var faults: [FieldFault] = []
        if let fault = TextRule(1...DossierReview.Limits.reasonCharactersMax).fault(in: reason) {
            faults.append(FieldFault(field: "reason", reason: fault))
        }
        let fields = Self.read(fields, as: DossierField.self, "fields", &faults)
        let slots = Self.read(slots, as: DocumentSlot.self, "slots", &faults)
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return (fields, slots)
    }

    private static func read<Word: RawRepresentable<String> & CaseIterable & Hashable>(
        _ names: [String], as type: Word.Type, _ field: String, _ faults: inout [FieldFault]
    ) -> Set<Word> {
        let most = type.allCases.count
        if names.count > most { faults.append(FieldFault(field: field, reason: .tooMany(maximum: most))) }
        var words: Set<Word> = []
        for (place, name) in names.prefix(most).enumerated() {
            guard let word = Word(rawValue: name) else {
                faults.append(FieldFault(field: "\(field)[\(place)]", reason: .unknownWord))
                continue
            }
            words.insert(word)
        }
        return words
    }
}
