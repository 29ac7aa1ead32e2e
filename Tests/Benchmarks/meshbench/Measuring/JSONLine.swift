/// One JSON object on one line, its fields in the order in which they were added.
struct JSONLine: CustomStringConvertible {
    private var fields: [String] = []

    /// A field with text; the text must need no escaping.
    mutating func add(_ name: String, _ value: String) {
        precondition(!value.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
        fields.append("\"\(name)\":\"\(value)\"")
    }

    /// A field with a whole number.
    mutating func add(_ name: String, _ value: Int) {
        fields.append("\"\(name)\":\(value)")
    }

    /// A field with a number that is cut to one decimal.
    mutating func add(_ name: String, _ value: Double) {
        fields.append("\"\(name)\":\(Self.tenths(value))")
    }

    /// A field with a ratio, which is cut to two decimals.
    mutating func add(_ name: String, hundredths value: Double) {
        fields.append("\"\(name)\":\(Self.hundredths(value))")
    }

    /// A number with one decimal.
    static func tenths(_ value: Double) -> String {
        let whole = Int((value * 10).rounded())
        return "\(whole / 10).\(abs(whole % 10))"
    }

    /// A number that is not negative with two decimals.
    static func hundredths(_ value: Double) -> String {
        let whole = Int((value * 100).rounded())
        let rest = whole % 100
        return "\(whole / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    var description: String { "{\(fields.joined(separator: ","))}" }
}
