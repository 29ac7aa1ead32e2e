package import MeshKernel

/// Numbers of documents that carry their own check.
package enum DocumentNumber {
    /// A resident identity number in its normal form, 18 characters with a capital X, or nil: six digits of region, a
    /// birth date that exists and has come, three digits, and a check character (GB 11643).
    package static func residentIdentity(_ text: String, today: CivilDate) -> String? {
        let characters = Array(text.utf8.map { $0 == UInt8(ascii: "x") ? UInt8(ascii: "X") : $0 })
        guard characters.count == 18, characters.dropLast().allSatisfy(isDigit) else { return nil }
        let digits = characters.dropLast().map { Int($0) - 48 }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard Array("10X98765432".utf8)[sum % 11] == characters[17], digits[0] > 0 else { return nil }
        func number(_ range: Range<Int>) -> Int64 { digits[range].reduce(0) { $0 * 10 + Int64($1) } }
        guard let birth = CivilDate(year: number(6..<10), month: number(10..<12), day: number(12..<14)),
            birth.year >= 1_850, birth <= today
        else { return nil }
        return String(decoding: characters, as: UTF8.self)
    }

    /// A unified social credit code in its normal form, 18 capital characters, or nil when its check character does not
    /// fit (GB 32100).
    package static func socialCreditCode(_ text: String) -> String? {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
        let values = text.uppercased().utf8.compactMap { alphabet.firstIndex(of: $0) }
        guard text.utf8.count == 18, values.count == 18 else { return nil }
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard (31 - sum % 31) % 31 == values[17] else { return nil }
        return text.uppercased()
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
