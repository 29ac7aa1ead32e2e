/// A unified social credit code (GB 32100) in its normal form: eighteen capital characters, the last of which checks the
/// others.
package struct CreditCode: Sendable, Hashable {
    /// Why a text is no credit code.
    package enum Fault: Error, Sendable, Equatable {
        /// Not eighteen characters of the code's alphabet, which has no I, O, S, V and Z.
        case malformed
        /// The check character does not fit: a character is wrong.
        case wrongCheck
    }

    /// Eighteen characters.
    package let text: String
    /// The six digits of the place of registration; nil where the code has letters there.
    package let regionCode: Int?

    /// Parses `text`; small letters are taken for capital ones, nothing else is put right.
    package init(_ text: String) throws(Fault) {
        let capital = text.uppercased()
        let values = capital.utf8.compactMap { Self.alphabet.firstIndex(of: $0) }
        // Capital letters can be more bytes than small ones, so both are counted.
        guard text.utf8.count == 18, capital.utf8.count == 18, values.count == 18 else { throw .malformed }
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard (31 - sum % 31) % 31 == values[17] else { throw .wrongCheck }
        self.text = capital
        regionCode = ASCIIDigits.values(capital.prefix(8).dropFirst(2)).map { Int(ASCIIDigits.number($0[...])) }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
}
