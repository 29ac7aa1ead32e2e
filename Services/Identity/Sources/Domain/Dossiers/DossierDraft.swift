/// A dossier as far as it was filled in, each field as it was written.
package struct DossierDraft: Sendable, Equatable {
    /// What stands in each field; a field that was left empty is not there.
    package private(set) var values: [DossierField: String]

    /// Bounds of what is written.
    package enum Limits {
        /// A field's longest text, right or wrong: 200 characters of the longest kind.
        package static let valueBytesMax = 2_400
        /// The same for people.
        package static let valueCharactersMax = 200
    }

    /// A draft with these fields; empty texts are left out.
    package init(_ values: [DossierField: String] = [:]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    /// What stands in a field; empty when nothing does.
    package subscript(field: DossierField) -> String {
        get { values[field] ?? "" }
        set { values[field] = newValue.isEmpty ? nil : newValue }
    }

    /// The holder's kind, when it is one.
    package var holderKind: HolderKind? { HolderKind(rawValue: self[.holderKind]) }
    /// The document's kind, when it is one.
    package var documentKind: DocumentKind? { DocumentKind(rawValue: self[.documentKind]) }
    /// Whether the holder is of another country than China; those have no mainland province and postcode.
    package var isForeign: Bool { !self[.nationality].isEmpty && self[.nationality] != "CN" }
    /// Whether the document is good for good.
    package var isLongTerm: Bool { self[.isLongTerm] == "yes" }
}
