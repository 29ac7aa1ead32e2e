/// A mobile number: one of mainland China as its eleven digits, one from elsewhere as `+`, country code and number
/// (E.164).
package struct MobileNumber: Sendable, Hashable {
    /// Why a text is no mobile number.
    package enum Fault: Error, Sendable, Equatable {
        /// Not eleven digits that begin with 13 to 19.
        case malformed
        /// Not `+`, a country code and a number of 7 to 15 digits together.
        case malformedInternational
    }

    /// Eleven digits, or `+` and 7 to 15 digits.
    package let text: String

    /// Parses `text`: eleven digits, or `+86` before them, are of mainland China; any other `+` is of elsewhere. Blanks
    /// and dashes are not taken away.
    package init(_ text: String) throws(Fault) {
        if text.hasPrefix("+86") {
            try self.init(mainland: text.dropFirst(3))
        } else if text.hasPrefix("+") {
            let digits = ASCIIDigits.values(text.dropFirst()) ?? []
            guard (7...15).contains(digits.count), digits.first != 0 else { throw .malformedInternational }
            self.init(stored: text)
        } else {
            try self.init(mainland: text[...])
        }
    }

    private init(mainland text: Substring) throws(Fault) {
        guard let digits = ASCIIDigits.values(text), digits.count == 11, digits[0] == 1, digits[1] >= 3 else {
            throw .malformed
        }
        self.init(stored: String(text))
    }

    /// Trusts `text`: for values read back from one's own store.
    package init(stored text: String) {
        self.text = text
    }

    /// Whether it is of mainland China.
    package var isMainland: Bool { !text.hasPrefix("+") }

    /// Whether it is of a range of virtual operators, which resell and are often used to hide behind: 162, 165, 167, 170,
    /// 171.
    package var isVirtual: Bool {
        isMainland && ["162", "165", "167", "170", "171"].contains(text.prefix(3))
    }
}
