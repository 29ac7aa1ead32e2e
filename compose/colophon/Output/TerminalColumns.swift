/// How many columns of a terminal a text takes.
///
/// Unicode Standard Annex #11 (East Asian Width): what is Wide or Fullwidth takes two, everything else one; the ambiguous take
/// one, as they do in terminals that are not set to an East Asian encoding. Marks that stand over another character, and
/// what only directs how others are shown, take none.
enum TerminalColumns {
    /// The blocks of Wide and Fullwidth characters (EastAsianWidth.txt). Those that are shown as pictures lie apart and are
    /// known by their property; the annex makes all of them Wide.
    private static let wide: [ClosedRange<UInt32>] = [
        // Leading consonants of Hangul; brackets.
        0x1100...0x115F, 0x2329...0x232A,
        // Radicals, punctuation, kana, ideographs, Yi.
        0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        // Hangul.
        0xA960...0xA97F, 0xAC00...0xD7A3,
        // Compatibility forms and full width.
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        // Tangut, Khitan, Nushu, more kana, enclosed ideographs.
        0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF,
        // The planes of ideographs, what is not assigned yet too.
        0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
    /// Asks for the picture of a character that also has a plain form.
    private static let asPicture: UInt32 = 0xFE0F

    /// The columns of `text`, a line.
    static func count(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + count($1) }
    }

    /// The longest beginning of `text` that takes no more than `columns`.
    static func prefix(_ text: String, _ columns: Int) -> String {
        var left = columns
        return String(
            text.prefix { character in
                left -= count(character)
                return left >= 0
            })
    }

    /// The columns of what is shown in one place, however many scalars make it up: those of its widest.
    private static func count(_ character: Character) -> Int {
        var widest = 0
        for scalar in character.unicodeScalars {
            if scalar.value == asPicture, widest == 1 { return 2 }
            widest = max(widest, count(scalar))
        }
        return widest
    }

    private static func count(_ scalar: Unicode.Scalar) -> Int {
        // Most of what is shown.
        if (0x20..<0x7F).contains(scalar.value) { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control: return 0
        // A soft hyphen is drawn.
        case .format: return scalar.value == 0xAD ? 1 : 0
        default:
            if scalar.properties.isEmojiPresentation { return 2 }
            return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }
}
