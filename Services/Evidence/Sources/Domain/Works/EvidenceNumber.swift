package import MeshKernel

/// The public number of a sealed item, e.g. `EV-2026-7K3QX-M0ZT5-9WB4C`: the year, thirteen random characters of
/// Crockford's base32 (65 bits) and two that check them, so that one wrong or two swapped characters are noticed.
package struct EvidenceNumber: Sendable, Hashable, CustomStringConvertible {
    private static let prefix = "EV"
    private static let randomCharacters = 13
    private static let checkCharacters = 2
    /// The largest prime below 2^10, so that two characters hold any remainder.
    private static let modulus: UInt64 = 1_021
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// In canonical form.
    package let description: String

    /// A fresh number for an item accepted at `time`.
    package init(at time: WallTime, random: any RandomSource) {
        let digits = random.bytes(Self.randomCharacters).map { Int($0 & 0x1F) }
        let year = CivilDate(time).year
        description = Self.text(year: year, digits: digits + Self.check(year: year, digits: digits))
    }

    /// Reads a number as people write it: small letters, O for 0, I or L for 1, dashes forgotten. Nil when the check
    /// characters do not fit.
    package init?(_ text: String) {
        let bytes = Array(text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") })
        guard text.utf8.count <= 64, bytes.count == 2 + 4 + Self.randomCharacters + Self.checkCharacters,
            String(decoding: bytes[..<2], as: UTF8.self).uppercased() == Self.prefix,
            bytes[2..<6].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let year = Int64(String(decoding: bytes[2..<6], as: UTF8.self))
        else { return nil }
        let digits = bytes[6...].compactMap(Self.value)
        guard digits.count == Self.randomCharacters + Self.checkCharacters else { return nil }
        let random = Array(digits.prefix(Self.randomCharacters))
        guard Self.check(year: year, digits: random) == Array(digits.suffix(Self.checkCharacters)) else { return nil }
        description = Self.text(year: year, digits: digits)
    }

    private static func check(year: Int64, digits: [Int]) -> [Int] {
        let remainder = digits.reduce(UInt64(bitPattern: year) % modulus) { ($0 * 32 + UInt64($1)) % modulus }
        return [Int(remainder >> 5), Int(remainder & 0x1F)]
    }

    private static func text(year: Int64, digits: [Int]) -> String {
        let years = String(year)
        var text = Array("\(prefix)-".utf8) + Array(repeating: UInt8(ascii: "0"), count: max(0, 4 - years.count))
        text += years.utf8
        for (place, digit) in digits.enumerated() {
            if place % 5 == 0 { text.append(UInt8(ascii: "-")) }
            text.append(alphabet[digit])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func value(_ character: UInt8) -> Int? {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) ? character - 32 : character
        switch upper {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default: return alphabet.firstIndex(of: upper)
        }
    }
}
