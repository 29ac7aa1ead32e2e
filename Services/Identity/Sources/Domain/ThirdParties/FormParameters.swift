/// The parameters of an address's query or of a form, `application/x-www-form-urlencoded`, each name once as OAuth asks
/// (RFC 6749, section 3.1 and appendix B).
package struct FormParameters: Sendable, Equatable {
    /// Bounds of what is read.
    package enum Limits {
        /// All of it.
        package static let bytesMax = 8_192
        /// Names.
        package static let parametersMax = 32
    }

    private var order: [String] = []
    private var values: [String: String] = [:]

    /// Parameters in this order; of one name the last stays.
    package init(_ pairs: [(name: String, value: String)]) {
        for (name, value) in pairs {
            if values.updateValue(value, forKey: name) == nil { order.append(name) }
        }
    }

    /// Reads what `encoded` makes; nil for anything else, and when a name comes twice.
    package init?(decoding text: some StringProtocol) {
        guard text.utf8.count <= Limits.bytesMax else { return nil }
        for part in text.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(halves[0]), let value = halves.count == 2 ? Self.decode(halves[1]) : "",
                values.updateValue(value, forKey: name) == nil, order.count < Limits.parametersMax
            else { return nil }
            order.append(name)
        }
    }

    /// The value of a parameter; nil when it is not there.
    package subscript(name: String) -> String? { values[name] }

    /// As they are sent.
    package var encoded: String {
        order.map { "\(Self.encode($0))=\(Self.encode(values[$0] ?? ""))" }.joined(separator: "&")
    }

    /// A name or a value as it is sent.
    static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// What stands for itself in an address (RFC 3986, section 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
