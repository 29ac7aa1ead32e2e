/// Base64 of RFC 4648, with and without padding, standard and URL-safe alphabets.
public enum Base64 {
    /// The standard alphabet with padding.
    public static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(alphabet[Int(word >> 18)])
            text.append(alphabet[Int(word >> 12 & 63)])
            text.append(left > 1 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(word & 63)] : UInt8(ascii: "="))
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text in either alphabet; line breaks between characters are skipped. Nil for anything else: other
    /// characters, misplaced padding, a single leftover character, or leftover bits that are not zero.
    public static func bytes(of text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3)
        var word: UInt32 = 0
        var characters = 0
        var padding = 0
        for character in text.utf8 {
            switch character {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
            case UInt8(ascii: "="):
                padding += 1
                continue
            default: break
            }
            guard padding == 0, let value = value(of: character) else { return nil }
            word = word << 6 | value
            characters += 1
            if characters % 4 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
                word = 0
            }
        }
        switch characters % 4 {
        case 0: return padding == 0 ? bytes : nil
        case 2:
            guard padding == 0 || padding == 2, word & 0xf == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: word >> 4))
            return bytes
        case 3:
            guard padding <= 1, word & 0x3 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: word >> 10))
            bytes.append(UInt8(truncatingIfNeeded: word >> 2))
            return bytes
        default: return nil
        }
    }

    private static let alphabet: [UInt8] =
        Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

extension Base64 {
    /// The bytes of a text that generated code embeds. Traps when it is not base64, which only a broken generator does.
    public static func embedded(_ text: String) -> [UInt8] {
        guard let bytes = bytes(of: text) else { preconditionFailure("generated code holds malformed base64") }
        return bytes
    }
}
