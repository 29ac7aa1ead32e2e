/// Digits as documents and telephones have them: 0 to 9 in ASCII and no other digit of Unicode.
enum ASCIIDigits {
    /// The values of `text`'s characters; nil unless all are digits and there is one at least.
    static func values(_ text: some StringProtocol) -> [Int]? {
        guard !text.isEmpty else { return nil }
        var values: [Int] = []
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            values.append(Int(byte) - 48)
        }
        return values
    }

    /// The number that digits stand for; for at most eighteen of them.
    static func number(_ digits: ArraySlice<Int>) -> Int64 {
        digits.reduce(0) { $0 * 10 + Int64($1) }
    }
}
