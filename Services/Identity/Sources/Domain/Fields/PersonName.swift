/// A person's name as a document bears it: letters of any script, blanks and the marks that join parts of names
/// (`·`, `'`, `’`, `-`, `.`).
package struct PersonName: Sendable, Hashable {
    /// Bounds of a name.
    package enum Limits {
        /// As the source forms have it for contact persons.
        package static let charactersMax = 50
    }

    /// Without blanks around it.
    package let text: String

    /// Checks `text`.
    package init(_ text: String) throws(FieldFault.Reason) {
        if let fault = TextRule(1...Limits.charactersMax).fault(in: text) { throw fault }
        let trimmed = text.trimmingBlanks()
        guard trimmed.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic || Self.joins($0) }),
            trimmed.unicodeScalars.contains(where: \.properties.isAlphabetic)
        else { throw .malformed }
        self.text = trimmed
    }

    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\u{B7}", "\u{2022}", "\u{30FB}", "'", "\u{2019}", "-", ".": true
        // Accents that follow their letter.
        default: scalar.properties.generalCategory == .nonspacingMark
        }
    }
}

extension String {
    /// Without the blanks around it.
    func trimmingBlanks() -> String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
