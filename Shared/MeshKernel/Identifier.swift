/// What an identifier names; its raw value is the identifier's prefix.
public enum IdentifierKind: String, Sendable, CaseIterable {
    case account = "acc"
    case project = "prj"
    case evidence = "evd"
    case chainSeal = "chn"
    case filing = "fil"
    case creditPack = "pck"
    case similarity = "sim"
    case session = "ses"
    case holder = "hld"
    case dossier = "dos"
    case document = "doc"
    case event = "evt"
    case job = "job"
    case request = "req"
    case message = "msg"
    case webhook = "whk"
    case ticket = "tkt"
    case adviser = "adv"
    case callback = "cbk"
    case address = "adr"
    case invitation = "inv"
    case mandate = "mdt"
}

/// A typed, time-ordered identifier: a prefix, `_`, and a UUID version 7 (RFC 9562, section 5.7) in lower-case
/// hexadecimal with dashes, e.g. `evd_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04`.
public struct Identifier: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Prefix, `_` and UUID, as it is stored, sent and shown.
    public let text: String

    /// Parses `text`; nil unless it is exactly a prefix of `kind` and a UUID of version 7, variant 10.
    public init?(_ text: String, kind: IdentifierKind) {
        guard text.hasPrefix(kind.rawValue + "_"), Self.isVersion7(text.utf8.dropFirst(kind.rawValue.utf8.count + 1))
        else { return nil }
        self.text = text
    }

    /// Trusts `text`: for values read back from one's own store.
    package init(stored text: String) {
        self.text = text
    }

    /// Puts an identifier together from its time and ten random bytes, of which 74 bits are used.
    public init(kind: IdentifierKind, time: WallTime, random: [UInt8]) {
        precondition(random.count == 10, "a UUIDv7 takes ten random bytes")
        let milliseconds = UInt64(bitPattern: time.milliseconds)
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) } + random
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = Array(kind.rawValue.utf8) + [UInt8(ascii: "_")]
        text.reserveCapacity(text.count + 36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(Hexadecimal.lowercaseDigits[Int(byte >> 4)])
            text.append(Hexadecimal.lowercaseDigits[Int(byte & 0x0F)])
        }
        self.text = String(decoding: text, as: UTF8.self)
    }

    public var description: String { text }

    public static func < (left: Identifier, right: Identifier) -> Bool { left.text < right.text }

    private static func isVersion7(_ uuid: Substring.UTF8View) -> Bool {
        guard uuid.count == 36 else { return false }
        for (offset, byte) in uuid.enumerated() {
            switch offset {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
            case 14: guard byte == UInt8(ascii: "7") else { return false }
            case 19: guard "89ab".utf8.contains(byte) else { return false }
            default: guard Hexadecimal.lowercaseDigits.contains(byte) else { return false }
            }
        }
        return true
    }
}

/// Makes identifiers from a clock and a random source.
public struct IdentifierSource: Sendable {
    private let time: any TimeSource
    private let random: any RandomSource

    public init(time: any TimeSource, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    /// A new identifier of `kind`, later in order than those made in an earlier millisecond.
    public func next(_ kind: IdentifierKind) -> Identifier {
        Identifier(kind: kind, time: time.wall(), random: random.bytes(10))
    }
}
