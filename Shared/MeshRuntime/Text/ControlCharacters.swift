/// Makes text harmless for a line of a log and for a JSON string.
enum ControlCharacters {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Appends `text` with every control character (C0, DEL, C1, and the line and paragraph separators) as an escape
    /// of JSON's, and with `"` and `\` escaped when `quotes` is true. A terminal can be steered by C1 as well as by C0.
    static func escape(_ text: String, quotes: Bool, into bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0x00..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069:
                bytes.append(contentsOf: #"\u"#.utf8)
                for shift in [12, 8, 4, 0] as [UInt32] {
                    bytes.append(digits[Int(scalar.value >> shift & 0xF)])
                }
            case 0x22 where quotes: bytes.append(contentsOf: #"\""#.utf8)
            case 0x5C where quotes: bytes.append(contentsOf: #"\\"#.utf8)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
            }
        }
    }
}
