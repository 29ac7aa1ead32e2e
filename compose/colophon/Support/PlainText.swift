/// Text that strangers have typed, for a terminal: what would move the cursor, colour the screen or turn the direction of
/// writing shows as a mark.
enum PlainText {
    /// On one line.
    static func line(_ text: String) -> String {
        clean(text) { $0 == "\n" || $0 == "\t" ? " " : nil }
    }

    /// Its lines.
    static func lines(_ text: String) -> [String] {
        clean(text) { $0 == "\n" ? "\n" : $0 == "\t" ? "    " : nil }
            .split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }

    private static func clean(_ text: String, _ kept: (Unicode.Scalar) -> String?) -> String {
        var cleaned = ""
        for scalar in text.unicodeScalars {
            if let word = kept(scalar) {
                cleaned += word
            } else if isHarmful(scalar) {
                cleaned.unicodeScalars.append("\u{FFFD}")
            } else {
                cleaned.unicodeScalars.append(scalar)
            }
        }
        return cleaned
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }
}
