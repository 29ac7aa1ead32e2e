/// Builds Prometheus's text format, version 0.0.4: families in the order told, each with its HELP and TYPE.
package struct Exposition {
    /// What kind of numbers a family holds.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// Media type of the text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var bytes: [UInt8] = []
    private var name = ""

    package init() {}

    /// Begins a family; the samples that follow belong to it.
    package mutating func family(_ name: String, _ kind: Kind, help: String) {
        self.name = name
        append("# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// One number of the family.
    package mutating func sample(_ labels: [(String, String)] = [], _ value: Double, suffix: String = "") {
        sample(labels, text: Self.number(value), suffix: suffix)
    }

    /// One whole number of the family.
    package mutating func sample(_ labels: [(String, String)] = [], _ value: some BinaryInteger, suffix: String = "") {
        sample(labels, text: String(value), suffix: suffix)
    }

    private mutating func sample(_ labels: [(String, String)], text: String, suffix: String) {
        append(name)
        append(suffix)
        if !labels.isEmpty {
            append("{")
            for (index, label) in labels.enumerated() {
                append("\(index == 0 ? "" : ",")\(label.0)=\"\(Self.escaped(label.1, quotes: true))\"")
            }
            append("}")
        }
        append(" \(text)\n")
    }

    /// The cumulative buckets, sum and count of one histogram of the family.
    package mutating func histogram(_ labels: [(String, String)] = [], _ snapshot: HistogramSnapshot) {
        var total: UInt64 = 0
        for (bound, count) in zip(snapshot.bounds, snapshot.counts) {
            total += count
            sample(labels + [("le", Self.number(bound))], total, suffix: "_bucket")
        }
        total += snapshot.counts.last ?? 0
        sample(labels + [("le", "+Inf")], total, suffix: "_bucket")
        sample(labels, snapshot.sum, suffix: "_sum")
        sample(labels, total, suffix: "_count")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }

    static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result.append(#"\\"#)
            case "\n": result.append(#"\n"#)
            case "\"" where quotes: result.append(#"\""#)
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}

/// The numbers of a histogram at one moment.
package struct HistogramSnapshot: Sendable {
    /// Inclusive upper bounds, rising.
    package var bounds: [Double]
    /// How many values fell into each bound's own range, and one more for those above the last.
    package var counts: [UInt64]
    /// Sum of all values.
    package var sum: Double
}
