internal import MeshKernel

/// What is to belong together: a name, the number of a resident identity card, and a mobile number (手机号三要素).
package struct ThreeFactorClaim: Sendable, Equatable {
    /// As the document bears it.
    package let name: String
    /// Of a resident identity card.
    package let number: String
    /// Eleven digits of the mainland.
    package let mobile: String
    /// Where these stand in the dossier.
    package let fields: Set<DossierField>

    package init(name: String, number: String, mobile: String, fields: Set<DossierField> = []) {
        self.name = name
        self.number = number
        self.mobile = mobile
        self.fields = fields
    }

    /// What a dossier claims: of a person, or of whoever registers an institution; nil where carriers know nothing of it, for
    /// a document or a number of elsewhere, or an institution of which nobody is named.
    package init?(_ draft: DossierDraft) {
        let isPerson = draft.holderKind?.isPerson ?? true
        let (name, kind, number): (DossierField, DossierField, DossierField) =
            isPerson
            ? (.realName, .documentKind, .documentNumber)
            : (.administratorName, .administratorDocumentKind, .administratorDocumentNumber)
        guard draft[kind] == DocumentKind.residentIdentityCard.rawValue, !draft[name].isEmpty, !draft[number].isEmpty,
            let mobile = try? MobileNumber(field: draft[.mobile]), mobile.isMainland
        else { return nil }
        self.init(
            name: draft[name], number: draft[number], mobile: mobile.text, fields: [name, number, .mobile])
    }
}
