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
        let tenths = Int((value * 10).rounded())
        fields.append("\"\(name)\":\(tenths / 10).\(abs(tenths % 10))")
    }

    var description: String { "{\(fields.joined(separator: ","))}" }
}
