/// The fifteen digits by which businesses were registered before the unified credit code; licences with them are still
/// shown. The last digit checks the others (ISO 7064, MOD 11,10).
package struct BusinessRegistrationNumber: Sendable, Hashable {
    /// Why a text is no such number.
    package enum Fault: Error, Sendable, Equatable {
        /// Not fifteen digits.
        case malformed
        /// The last digit does not fit.
        case wrongCheck
    }

    /// Fifteen digits.
    package let text: String

    /// Parses `text`.
    package init(_ text: String) throws(Fault) {
        guard let digits = ASCIIDigits.values(text), digits.count == 15 else { throw .malformed }
        var product = 10
        for digit in digits.dropLast() {
            let sum = (product + digit) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        guard (11 - product) % 10 == digits[14] else { throw .wrongCheck }
        self.text = text
    }
}
