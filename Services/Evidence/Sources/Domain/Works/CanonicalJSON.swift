/// JSON in one form only: no white space, members in the order their writer chose, strings escaped no more than they
/// must be, whole numbers. What is parsed encodes to the same bytes, so that no byte of a file can change unnoticed.
package indirect enum CanonicalJSON: Sendable, Equatable {
    case object([Member])
    case array([CanonicalJSON])
    case string(String)
    case number(UInt64)
    case boolean(Bool)

    /// One member of an object.
    package struct Member: Sendable, Equatable {
        /// The member's name.
        package let key: String
        /// The member's value.
        package let value: CanonicalJSON

        package init(_ key: String, _ value: CanonicalJSON) {
            self.key = key
            self.value = value
        }
    }

    /// Bounds of one text.
    package enum Limits {
        /// Deeper nesting is refused.
        package static let depthMax = 8
        /// Larger texts are refused unread.
        package static let textBytesMax = 8_388_608
    }

    /// The value of the member `key`, if this is an object that has it.
    package subscript(key: String) -> CanonicalJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The text, if this is a string.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number, if this is one.
    package var number: UInt64? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The values, if this is an array.
    package var array: [CanonicalJSON]? {
        if case .array(let value) = self { value } else { nil }
    }
}

extension CanonicalJSON {
    /// The bytes of this value.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .string(let text): Self.write(text, to: &bytes)
        case .number(let number): bytes.append(contentsOf: String(number).utf8)
        case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Most texts need no escape: bytes that stand for themselves go over in runs.
        let content = Array(text.utf8)
        var run = 0
        for place in content.indices {
            let byte = content[place]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: content[run..<place])
            run = place + 1
            bytes.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0..<0x20:
                bytes.append(contentsOf: "u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 0x0F)])
            default: bytes.append(byte)
            }
        }
        bytes.append(contentsOf: content[run...])
        bytes.append(UInt8(ascii: "\""))
    }
}

extension CanonicalJSON {
    /// Reads the one form; nil for everything else, other forms of the same value and repeated keys included.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Limits.textBytesMax else { return nil }
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.position == bytes.count, value.encoded == bytes else {
            return nil
        }
        self = value
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        mutating func value(depth: Int) -> CanonicalJSON? {
            guard depth < Limits.depthMax, position < bytes.count else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "{"): return object(depth: depth)
            case UInt8(ascii: "["): return array(depth: depth)
            case UInt8(ascii: "\""): return string().map { .string($0) }
            case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
            case UInt8(ascii: "t"): return word("true").map { .boolean($0) }
            case UInt8(ascii: "f"): return word("false").map { .boolean(!$0) }
            default: return nil
            }
        }

        mutating func object(depth: Int) -> CanonicalJSON? {
            position += 1
            var members: [Member] = []
            var keys: Set<String> = []
            if take(UInt8(ascii: "}")) { return .object(members) }
            repeat {
                guard let key = string(), keys.insert(key).inserted, take(UInt8(ascii: ":")),
                    let value = value(depth: depth + 1)
                else { return nil }
                members.append(Member(key, value))
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "}")) ? .object(members) : nil
        }

        mutating func array(depth: Int) -> CanonicalJSON? {
            position += 1
            var values: [CanonicalJSON] = []
            if take(UInt8(ascii: "]")) { return .array(values) }
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "]")) ? .array(values) : nil
        }

        mutating func string() -> String? {
            guard take(UInt8(ascii: "\"")) else { return nil }
            var content: [UInt8] = []
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(validating: content, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let unescaped = escape() else { return nil }
                    content.append(unescaped)
                case 0..<0x20: return nil
                default: content.append(byte)
                }
            }
            return nil
        }

        mutating func escape() -> UInt8? {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
            case UInt8(ascii: "n"): return 0x0A
            case UInt8(ascii: "u"):
                guard position + 4 <= bytes.count,
                    let code = UInt8(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
                else { return nil }
                position += 4
                return code < 0x20 ? code : nil
            default: return nil
            }
        }

        mutating func number() -> CanonicalJSON? {
            let start = position
            while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
                position += 1
            }
            return UInt64(String(decoding: bytes[start..<position], as: UTF8.self)).map { .number($0) }
        }

        mutating func word(_ word: String) -> Bool? {
            guard bytes[position...].starts(with: word.utf8) else { return nil }
            position += word.utf8.count
            return true
        }
    }
}
