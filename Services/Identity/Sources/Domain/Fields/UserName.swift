/// The name under which somebody signs in: letters of ASCII, Chinese characters, digits, `_`, `-` and `.`, beginning with
/// a letter or a Chinese character, so that it is never taken for a mobile number or an e-mail address.
package struct UserName: Sendable, Hashable {
    /// Bounds of a name (own rule).
    package enum Limits {
        /// Shorter names are kept for the house.
        package static let charactersMin = 4
        /// Fits a list's column.
        package static let charactersMax = 30
    }

    /// As it was chosen.
    package let text: String

    /// Checks `text`.
    package init(_ text: String) throws(FieldFault.Reason) {
        guard !text.isEmpty else { throw .empty }
        guard text.unicodeScalars.count <= Limits.charactersMax else {
            throw .tooLong(maximumCharacters: Limits.charactersMax)
        }
        guard text.unicodeScalars.allSatisfy({ Self.isLetter($0) || Self.isMark($0) }),
            let first = text.unicodeScalars.first, Self.isLetter(first)
        else { throw .malformed }
        guard text.unicodeScalars.count >= Limits.charactersMin else {
            throw .tooShort(minimumCharacters: Limits.charactersMin)
        }
        self.text = text
    }

    /// Trusts `text`: for names read back from one's own store.
    package init(stored text: String) {
        self.text = text
    }

    /// What two names share that are one: all letters small.
    package var key: String { text.lowercased() }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A: true
        // The unified ideographs and their first extension: each is one character, so that equal names are equal bytes.
        case 0x3400...0x4DBF, 0x4E00...0x9FFF: true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "_", "-", ".": true
        default: false
        }
    }
}
