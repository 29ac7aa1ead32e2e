/// One page of the inspection listener: facts and tables, written as HTML for people or as JSON for programs.
package struct InspectionPage: Sendable {
    /// A value with what it takes to show it.
    package enum Value: Sendable, Equatable {
        case text(String)
        case integer(Int64)
        /// A duration in seconds.
        case seconds(Double)
        case bytes(Int64)
        case unknown
    }

    /// A named value.
    package struct Fact: Sendable {
        /// Name in JSON; the words on the page are made from it.
        package var key: String
        /// What is shown.
        package var value: Value

        /// `value` under `key`, which is in lower case with underscores.
        package init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Rows of the same columns.
    package struct Table: Sendable {
        /// Name of the array in JSON; the heading on the page is made from it.
        package var key: String
        /// Names of the members in JSON, and of the columns on the page.
        package var columns: [String]
        /// Each as long as `columns`.
        package var rows: [[Value]]

        /// A table under `key`.
        package init(_ key: String, columns: [String], rows: [[Value]]) {
            self.key = key
            self.columns = columns
            self.rows = rows
        }
    }

    /// Path of the page, e.g. `/status`.
    package var path: String
    /// Who speaks, e.g. `evidence/1`.
    package var subject: String
    /// Shown first, in this order.
    package var facts: [Fact]
    /// Shown below the facts.
    package var tables: [Table]

    package init(path: String, subject: String, facts: [Fact], tables: [Table]) {
        self.path = path
        self.subject = subject
        self.facts = facts
        self.tables = tables
    }

    /// The facts as members, each table as an array of objects.
    package var json: [UInt8] {
        var text = JSONText()
        text.object { page in
            for fact in facts {
                page.key(fact.key)
                fact.value.write(into: &page)
            }
            for table in tables {
                page.array(table.key) { rows in
                    for row in table.rows {
                        rows.object { object in
                            for (column, value) in zip(table.columns, row) {
                                object.key(column)
                                value.write(into: &object)
                            }
                        }
                    }
                }
            }
        }
        return text.bytes + [UInt8(ascii: "\n")]
    }
}

extension InspectionPage.Value {
    fileprivate func write(into text: inout JSONText) {
        switch self {
        case .text(let words): text.string(words)
        case .integer(let number), .bytes(let number): text.raw(String(number))
        case .seconds(let seconds): text.number(seconds)
        case .unknown: text.raw("null")
        }
    }

    /// The value as a person reads it.
    var words: String {
        switch self {
        case .text(let words): words
        case .integer(let number): Self.grouped(number)
        case .bytes(let count): Self.scaled(Double(count), 1_024, ["B", "KiB", "MiB", "GiB", "TiB"])
        case .seconds(let seconds): Self.duration(seconds)
        case .unknown: "–"
        }
    }

    var isNumber: Bool {
        switch self {
        case .integer, .bytes, .seconds: true
        case .text, .unknown: false
        }
    }

    private static func duration(_ seconds: Double) -> String {
        if seconds >= 120 {
            let whole = Int64(seconds)
            let parts = [(whole / 86_400, "d"), (whole / 3_600 % 24, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")]
            return parts.drop { $0.0 == 0 }.prefix(2).map { "\($0.0) \($0.1)" }.joined(separator: " ")
        }
        if seconds >= 1 || seconds == 0 { return "\(rounded(seconds)) s" }
        return seconds >= 0.001 ? "\(rounded(seconds * 1e3)) ms" : "\(rounded(seconds * 1e6)) µs"
    }

    private static func scaled(_ value: Double, _ base: Double, _ units: [String]) -> String {
        var value = value
        var index = 0
        while value >= base, index < units.count - 1 {
            value /= base
            index += 1
        }
        return "\(rounded(value)) \(units[index])"
    }

    /// Three digits that matter.
    private static func rounded(_ value: Double) -> String {
        let steps: Double = value >= 100 ? 1 : value >= 10 ? 10 : 100
        let result = (value * steps).rounded() / steps
        return Int64(exactly: result).map(String.init) ?? "\(result)"
    }

    private static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append("\u{202F}") }
            text.append(digit)
        }
        return text
    }
}
