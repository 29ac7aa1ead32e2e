internal import MeshKernel

/// The two machine-readable lines of a passport (ICAO 9303, part 4): each fact with a check digit of its own.
struct PassportLines: Equatable {
    let number: String
    /// As the first line has it, surname first; nil when that line cannot be read.
    let name: String?
    /// The last day.
    let until: CivilDate?

    /// The first two lines that read as those of a passport. `today` is the day in China.
    init?(in lines: [ReadLine], today: CivilDate) {
        for (place, line) in lines.enumerated() {
            // What follows the check of the last day says nothing that is asked for.
            guard
                let match = line.text.firstMatch(
                    of: #/([A-Z0-9<]{9})([0-9])[A-Z<]{3}([0-9]{6})([0-9])[MFX<]([0-9]{6})([0-9])/#),
                Self.check(match.1) == match.2.first, Self.check(match.3) == match.4.first,
                Self.check(match.5) == match.6.first
            else { continue }
            let text = String(match.1.prefix { $0 != "<" })
            guard let number = try? DocumentNumber(text, kind: .passport, today: today) else { continue }
            self.number = number.text
            name = place > 0 ? Self.name(lines[place - 1].text) : nil
            // Passports are good for ten years, so that the century is this one.
            let parts = [match.5.prefix(2), match.5.dropFirst(2).prefix(2), match.5.suffix(2)].compactMap { Int64($0) }
            until = parts.count == 3 ? CivilDate(year: 2_000 + parts[0], month: parts[1], day: parts[2]) : nil
            return
        }
        return nil
    }

    /// The check digit of `text`: weights 7, 3, 1 over the values of its characters, modulo ten.
    static func check(_ text: Substring) -> Character? {
        var sum = 0
        for (place, character) in text.utf8.enumerated() {
            let value: Int
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(character - UInt8(ascii: "0"))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(character - UInt8(ascii: "A")) + 10
            case UInt8(ascii: "<"): value = 0
            default: return nil
            }
            sum += value * [7, 3, 1][place % 3]
        }
        return Character("\(sum % 10)")
    }

    /// `P<CHNZHANG<<LAOER<<<…` as `ZHANG LAOER`. A filler that was read as a letter would be a part of the name, so a name
    /// with a part of one letter is none.
    private static func name(_ line: String) -> String? {
        guard let match = line.wholeMatch(of: #/P[A-Z<][A-Z<]{3}([A-Z0-9<]+)/#) else { return nil }
        let text = match.1
        guard let gap = text.firstRange(of: "<<") else { return nil }
        let rest = text[gap.upperBound...]
        let end = rest.firstRange(of: "<<")?.lowerBound ?? rest.endIndex
        let parts = [text[..<gap.lowerBound], rest[..<end]].flatMap { $0.split(separator: "<") }
        guard parts.allSatisfy({ $0.count > 1 }) else { return nil }
        return (try? PersonName(parts.joined(separator: " ")))?.text
    }
}
