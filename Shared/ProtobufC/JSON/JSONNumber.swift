/// Numbers out of JSON values, exactly or not at all.
enum JSONNumber {
    /// A whole number, written as a number or as a string that holds one.
    static func integer<T: FixedWidthInteger>(
        _ value: JSONValue, _ type: T.Type, _ name: String, path: String
    ) throws(JSONError) -> T {
        switch value {
        case .number(let text), .string(let text):
            if let number = DecimalInteger.parse(text, as: type) { return number }
            // Tell a number that is too large or not whole from something that is not a number.
            guard case .number(let number)? = try? JSONParser.parse(text), number == text else {
                throw .wrongType(path: path, expected: "a whole number")
            }
            throw .outOfRange(path: path, type: name)
        case .null, .bool, .array, .object: throw .wrongType(path: path, expected: "a whole number")
        }
    }

    /// A floating-point number, written as a number, as a string that holds one, or as "NaN", "Infinity", "-Infinity".
    static func floating<T: BinaryFloatingPoint & LosslessStringConvertible>(
        _ value: JSONValue, _ type: T.Type, _ name: String, path: String
    ) throws(JSONError) -> T {
        let text: String
        switch value {
        case .number(let number): text = number
        case .string("NaN"): return .nan
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        case .string(let string):
            guard case .number(let number)? = try? JSONParser.parse(string), number == string else {
                throw .wrongType(path: path, expected: "a number")
            }
            text = number
        case .null, .bool, .array, .object: throw .wrongType(path: path, expected: "a number")
        }
        guard let number = T(text), number.isFinite else { throw .outOfRange(path: path, type: name) }
        return number
    }
}
