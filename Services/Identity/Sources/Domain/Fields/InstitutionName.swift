/// An institution's full name as its document bears it: one line of at most 200 characters.
package struct InstitutionName: Sendable, Hashable {
    /// Bounds of a name (own rule).
    package enum Limits {
        /// One character names nothing.
        package static let charactersMin = 2
        /// As long as an address may be.
        package static let charactersMax = 200
    }

    /// Without blanks around it.
    package let text: String

    /// Checks `text`.
    package init(_ text: String) throws(FieldFault.Reason) {
        if let fault = TextRule(Limits.charactersMin...Limits.charactersMax).fault(in: text) { throw fault }
        let trimmed = text.trimmingBlanks()
        // A name of digits alone is a number in the wrong field.
        guard trimmed.unicodeScalars.contains(where: \.properties.isAlphabetic) else { throw .malformed }
        self.text = trimmed
    }
}
