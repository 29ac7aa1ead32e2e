/// A province, a city or a district of China as it is today.
package struct Region: Sendable, Hashable {
    /// Two digits for a province, four for a city, six for a district (GB/T 2260).
    package let code: String
    /// As it is written in full, e.g. 郑州市.
    package let name: String

    package init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}

/// The regions of China, as addresses and forms have them: 34 provinces, 333 cities, 2,845 districts. Some cities have no
/// districts, and some districts lie directly below their province: those of municipalities, and a few more.
package enum Regions {
    /// Where the list is from, and under which licence.
    package static let source = "GB/T 2260, \(edition), MIT"

    private static let below: [String: [Region]] = parse(published)
    private static let all: [String: Region] = Dictionary(
        below.values.joined().map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

    /// All provinces, by code.
    package static var provinces: [Region] { below[""] ?? [] }

    /// What lies directly below a region, by code; nothing for a code that nobody has.
    package static func children(of code: String) -> [Region] { code.isEmpty ? [] : below[code] ?? [] }

    /// The region of a code; nil when nobody has it.
    package static func region(_ code: String) -> Region? { all[code] }

    /// The province of this name; nil when there is none.
    package static func province(named name: String) -> Region? { provinces.first { $0.name == name } }

    /// What counts as a city of a province: its cities, the districts directly below it, and the province itself where it
    /// is a municipality or nothing below it is listed.
    package static func cities(of province: Region) -> [Region] {
        let below = children(of: province.code)
        return isItsOwnCity(province) ? [province] + below : below
    }

    /// What counts as a district of a city of `cities(of:)`.
    package static func districts(of city: Region) -> [Region] { children(of: city.code) }

    private static func isItsOwnCity(_ province: Region) -> Bool {
        let districtDigits = 6
        return children(of: province.code).allSatisfy { $0.code.utf8.count == districtDigits }
    }

    static func parse(_ text: String) -> [String: [Region]] {
        var below: [String: [Region]] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let parent = line[..<colon] == "-" ? "" : String(line[..<colon])
            for word in line[line.index(after: colon)...].split(separator: " ") {
                let digits = word.prefix { $0.isASCII && $0.isNumber }
                below[parent, default: []].append(
                    Region(code: parent + digits, name: String(word.dropFirst(digits.count))))
            }
        }
        return below
    }
}
