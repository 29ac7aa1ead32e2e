/// Six-digit codes of administrative divisions: those of today and those that identity cards still bear.
package enum RegionCodes {
    /// How well a code is known.
    package enum Standing: Sendable, Equatable {
        /// It was published at some time.
        case published
        /// Its prefecture was published, the county was not: younger than the list, or never there.
        case unknownCounty
        /// Neither province nor prefecture was ever published.
        case unknown
    }

    /// The codes of each province, sorted.
    private static let codes: [UInt8: [UInt16]] = parse(published)

    /// How well the six digits of `code` are known; 0 to 999,999.
    package static func standing(of code: Int) -> Standing {
        guard (0...999_999).contains(code), let known = codes[UInt8(code / 10_000)] else { return .unknown }
        let rest = UInt16(code % 10_000)
        if known.contains(rest) { return .published }
        // A county was never older than its prefecture, so that a new county has known neighbours.
        return known.contains { $0 / 100 == rest / 100 } ? .unknownCounty : .unknown
    }

    /// How many codes are known.
    package static var count: Int { codes.values.reduce(0) { $0 + $1.count } }

    static func parse(_ text: String) -> [UInt8: [UInt16]] {
        var codes: [UInt8: [UInt16]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":")
            guard parts.count == 2, let province = UInt8(parts[0]) else { continue }
            for word in parts[1].split(separator: " ") {
                let ends = word.split(separator: "-").compactMap { UInt16($0) }
                guard let first = ends.first, let last = ends.last, first <= last else { continue }
                codes[province, default: []].append(contentsOf: first...last)
            }
        }
        return codes
    }
}
