internal import MeshKernel

/// What documents have in common: labels before values, digits among other characters.
enum PrintedText {
    /// What follows `label` on its line, up to any of `ends`; with how sure the machine is of the line. A label's
    /// characters may stand apart, blanks are gone already.
    static func value(
        after label: String, upTo ends: [String], in lines: [ReadLine]
    ) -> (text: Substring, confidence: Int)? {
        for line in lines {
            guard let found = line.text.firstRange(of: label) else { continue }
            var rest = line.text[found.upperBound...].drop { ":：".contains($0) }
            for end in ends {
                if let stop = rest.firstRange(of: end) { rest = rest[..<stop.lowerBound] }
            }
            if !rest.isEmpty { return (rest, line.confidence) }
        }
        return nil
    }

    /// Every piece of `count` characters that `fits` and stands in a run of such characters.
    static func pieces(of count: Int, in lines: [ReadLine], where fits: (Character) -> Bool) -> [String] {
        lines.flatMap { line -> [String] in
            let characters = Array(line.text)
            guard characters.count >= count else { return [] }
            return (0...characters.count - count).compactMap { start in
                let piece = characters[start..<start + count]
                return piece.allSatisfy(fits) ? String(piece) : nil
            }
        }
    }

    static func isDigit(_ character: Character) -> Bool { "0"..."9" ~= character && character.isASCII }

    static func isChinese(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else { return false }
        return scalar.properties.isIdeographic
    }

    /// A day written with digits and whatever stands between them.
    static func day(_ year: Substring, _ month: Substring, _ day: Substring) -> CivilDate? {
        guard let year = Int64(year), let month = Int64(month), let day = Int64(day) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }
}

/// From when until when a document says that it is good: `2021.09.01-2041.09.01`, `2015年03月02日至2035年03月01日`, or 长期
/// in the place of the second day or of both.
struct PrintedValidity: Equatable {
    let from: CivilDate?
    /// Nil for a document that is good for good.
    let until: CivilDate?

    init?(in lines: [ReadLine]) {
        for line in lines {
            let match = line.text.firstMatch(
                of:
                    #/
                    ([0-9]{4}) [.·,年] ([0-9]{1,2}) [.·,月] ([0-9]{1,2}) 日? [\-—–―－一~～至到]{1,3}
                    (?: ([0-9]{4}) [.·,年] ([0-9]{1,2}) [.·,月] ([0-9]{1,2}) | (长期) )
                    /#)
            if let match, let from = PrintedText.day(match.1, match.2, match.3) {
                guard match.7 == nil else {
                    (self.from, until) = (from, nil)
                    return
                }
                guard let year = match.4, let month = match.5, let day = match.6,
                    let until = PrintedText.day(year, month, day), until >= from
                else { continue }
                (self.from, self.until) = (from, until)
                return
            }
            if line.text.contains(#/(?:营业期限|有效期限?|经营期限)[:：]?长期/#) {
                (from, until) = (nil, nil)
                return
            }
        }
        return nil
    }
}
