/// A single value.
struct ConfigurationScalar: SingleValueDecodingContainer {
    let decoder: ConfigurationDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.source.isNull }

    /// The value's text; a missing or compound value is refused.
    private func text(expected: String) throws -> String {
        if case .absent = decoder.source { throw decoder.session.missing(decoder.path, in: decoder.parent) }
        guard !decoder.source.isNull, let text = decoder.source.text else { throw wrongType(expected) }
        return text
    }

    private func wrongType(_ expected: String) -> ConfigurationError {
        decoder.session.wrongType(decoder.source, at: decoder.path, expected: expected)
    }

    private func number<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        let expected = "a whole number from \(T.min) to \(T.max)"
        guard let value = T(try text(expected: expected)) else { throw wrongType(expected) }
        return value
    }

    private func fraction<T: BinaryFloatingPoint & LosslessStringConvertible>(_ type: T.Type) throws -> T {
        guard let value = T(try text(expected: "a number")), value.isFinite else { throw wrongType("a number") }
        return value
    }

    // Only the two words of YAML 1.2: `no` and `on` stay text, so that a country or a switch is never misread.
    func decode(_ type: Bool.Type) throws -> Bool {
        switch try text(expected: "true or false") {
        case "true": true
        case "false": false
        default: throw wrongType("true or false")
        }
    }

    func decode(_ type: String.Type) throws -> String { try text(expected: "text") }
    func decode(_ type: Double.Type) throws -> Double { try fraction(type) }
    func decode(_ type: Float.Type) throws -> Float { try fraction(type) }
    func decode(_ type: Int.Type) throws -> Int { try number(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try number(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try number(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try number(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try number(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try number(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try number(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try number(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try number(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try number(type) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.value(type) }
}

extension ConfigurationDecoder {
    /// Decodes `type` here; a refusal that the type itself throws is given its place.
    func value<T: Decodable>(_ type: T.Type) throws -> T {
        do {
            return try T(from: self)
        } catch DecodingError.dataCorrupted(let context) {
            let place = session.place(source)
            // The standard library words the refusal of a `RawRepresentable` by its Swift type; say it by its values.
            if let choices = (type as? any ConfigurationChoice.Type)?.choices, let text = source.text {
                throw ConfigurationError.wrongType(
                    place: place, path: path.description, expected: "one of \(choices.joined(separator: ", "))",
                    found: "'\(text)'")
            }
            let inner = context.codingPath.count > path.components.count ? context.codingPath.last?.fileName : nil
            throw ConfigurationError.invalid(
                place: place, path: (inner.map(path.key) ?? path).description, reason: context.debugDescription)
        }
    }
}

/// A closed list of words that a key may hold, so that a refusal can name them.
package protocol ConfigurationChoice: RawRepresentable<String>, CaseIterable, Codable, Sendable {}

extension ConfigurationChoice {
    static var choices: [String] { allCases.map(\.rawValue) }
}
