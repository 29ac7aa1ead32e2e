/// A field in which something else was written than its document says.
package struct ReadingDisagreement: Sendable, Equatable {
    /// Which field.
    package let field: DossierField
    /// The picture that says otherwise.
    package let slot: DocumentSlot

    package init(field: DossierField, slot: DocumentSlot) {
        self.field = field
        self.slot = slot
    }
}

extension DossierField {
    /// The fields that must be what the document says: who it is, and the number; of whoever registers an institution also
    /// how long the document is good.
    package static let comparedWithPictures: [DossierField] = [
        .institutionName, .realName, .documentNumber, .administratorName, .administratorDocumentNumber,
        .administratorValidFrom, .administratorValidUntil, .administratorIsLongTerm,
    ]
}

extension DossierField {
    /// The fields that an applicant says were read wrongly; staff then see both and decide. Throws
    /// `IdentityError.invalidFields` for a word that names none that is compared.
    package static func disputed(_ words: [String]) throws(IdentityError) -> Set<DossierField> {
        let most = comparedWithPictures.count
        guard words.count <= most else {
            throw .invalidFields([FieldFault(field: "disputed", reason: .tooMany(maximum: most))])
        }
        var disputed: Set<DossierField> = []
        for (place, word) in words.enumerated() {
            guard let field = DossierField(rawValue: word), comparedWithPictures.contains(field) else {
                throw .invalidFields([FieldFault(field: "disputed[\(place)]", reason: .unknownWord)])
            }
            disputed.insert(field)
        }
        return disputed
    }
}

extension Dossier {
    /// The fields that a picture contradicts, each once, as faults of theirs, in the order of the form.
    package var contradictions: [(field: DossierField, reason: FieldFault.Reason)] {
        var seen: Set<DossierField> = []
        return disagreements.filter { seen.insert($0.field).inserted }.map {
            ($0.field, .contradictsPicture(slot: $0.slot.rawValue))
        }
    }

    /// Where what was written is not what was read off its pictures, in the order of the form.
    package var disagreements: [ReadingDisagreement] {
        DossierField.comparedWithPictures.flatMap { field in
            documents.filter { wantedSlots.contains($0.slot) && differs($0, in: field) }.map {
                ReadingDisagreement(field: field, slot: $0.slot)
            }
        }
    }

    private func differs(_ document: DossierDocument, in field: DossierField) -> Bool {
        guard let facts = document.reading?.facts else { return false }
        let (written, read) = (draft[field], facts[field])
        guard !written.isEmpty, !read.isEmpty else { return false }
        // What was read as another kind of document than is said now was read wrongly.
        for kind in [DossierField.documentKind, .administratorDocumentKind]
        where !facts[kind].isEmpty && facts[kind] != draft[kind] {
            return false
        }
        switch field {
        case .documentNumber, .administratorDocumentNumber:
            return written.uppercased().filter { !$0.isWhitespace } != read.uppercased()
        case .administratorValidFrom, .administratorValidUntil, .administratorIsLongTerm: return written != read
        default: return !Self.isSameName(written, read)
        }
    }

    /// Whether two spellings are of one name: blanks, cases, and the width of brackets and dots do not count; of names in
    /// Latin letters not the order of their parts either, for documents have it otherwise than people. A name in another
    /// script cannot be compared and counts as the same.
    static func isSameName(_ written: String, _ read: String) -> Bool {
        let isLatin = read.utf8.allSatisfy { $0 < 0x80 }
        if isLatin, written.utf8.contains(where: { $0 >= 0x80 }) { return true }
        guard isLatin else { return plain(written) == plain(read) }
        let (parts, whole) = (latin(read), latin(written).joined())
        return parts.indices.contains { (parts[$0...] + parts[..<$0]).joined() == whole }
    }

    private static func plain(_ name: String) -> String {
        String(
            name.compactMap { character -> Character? in
                switch character {
                case "（": "("
                case "）": ")"
                case "•", "・": "·"
                default: character.isWhitespace ? nil : character
                }
            })
    }

    private static func latin(_ name: String) -> [String] {
        // Joins are written or left out.
        let letters = name.uppercased().replacing("'", with: "").replacing("-", with: " ")
        return letters.split { !$0.isLetter }.map(String.init)
    }
}
