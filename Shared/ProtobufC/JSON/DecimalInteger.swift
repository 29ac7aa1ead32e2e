/// Whole numbers written the way JSON writes numbers.
enum DecimalInteger {
    /// The value of "12", "-3", "1.20e2"; nil when it is not whole, does not fit `T` or is not a JSON number.
    static func parse<T: FixedWidthInteger>(_ text: String, as type: T.Type = T.self) -> T? {
        var scanner = text[...]
        let isNegative = scanner.first == "-"
        if isNegative { scanner.removeFirst() }
        let whole = scanner.prefix { $0.isASCII && $0.isNumber }
        scanner = scanner[whole.endIndex...]
        guard !whole.isEmpty, whole.count == 1 || whole.first != "0" else { return nil }
        var fraction: Substring = ""
        if scanner.first == "." {
            scanner.removeFirst()
            fraction = scanner.prefix { $0.isASCII && $0.isNumber }
            scanner = scanner[fraction.endIndex...]
            guard !fraction.isEmpty else { return nil }
        }
        var exponent = 0
        if scanner.first == "e" || scanner.first == "E" {
            scanner.removeFirst()
            guard let value = Int(scanner), scanner.first != nil else { return nil }
            exponent = value
            scanner = ""
        }
        guard scanner.isEmpty else { return nil }
        var digits = Array((whole + fraction).drop { $0 == "0" })
        if digits.isEmpty { return 0 }
        // How many zeros follow the digits, or how many of the digits stand behind the point.
        guard exponent.magnitude < UInt(Int32.max) else { return nil }
        var shift = exponent - fraction.count
        while shift < 0, digits.last == "0" {
            digits.removeLast()
            shift += 1
        }
        guard shift >= 0, digits.count + shift <= Limits.integerDigitsMax else { return nil }
        return T((isNegative ? "-" : "") + String(digits) + String(repeating: "0", count: shift))
    }
}
