/// The few shapes of DER (ITU-T X.690) that a timestamp request and the outside of a response are made of.
enum DER {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
    static let explicit0: UInt8 = 0xA0
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    /// NULL, whole.
    static let null: [UInt8] = [0x05, 0x00]

    /// The contents of object identifiers: 1.2.840.113549.1.7.2 (RFC 5652) and 1.2.840.113549.1.9.16.1.4 (RFC 3161).
    static let signedData: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
    static let timestampInfo: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04]
    /// Of signed attributes: 1.2.840.113549.1.9.3 to .5 (RFC 5652, section 11), 1.2.840.113549.1.9.16.2.47 (RFC 5035).
    static let contentType: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03]
    static let messageDigest: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04]
    static let signingTime: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05]
    static let signingCertificateV2: [UInt8] = [
        0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x2F,
    ]

    /// An element: its tag, what it holds, and all of it.
    typealias Element = (tag: UInt8, contents: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)

    /// One element: tag, shortest definite length, contents.
    static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [tag]
        bytes.reserveCapacity(contents.count + 6)
        if contents.count < 0x80 {
            bytes.append(UInt8(contents.count))
        } else {
            var length: [UInt8] = []
            var rest = contents.count
            while rest > 0 {
                length.insert(UInt8(rest & 0xFF), at: 0)
                rest >>= 8
            }
            bytes.append(0x80 | UInt8(length.count))
            bytes += length
        }
        bytes += contents
        return bytes
    }

    /// A non-negative INTEGER from big-endian bytes: no needless zeros in front, one when the top bit is set.
    static func unsigned(_ bigEndian: [UInt8]) -> [UInt8] {
        var digits = Array(bigEndian.drop { $0 == 0 })
        if digits.isEmpty || digits[0] & 0x80 != 0 { digits.insert(0, at: 0) }
        return element(integer, digits)
    }

    /// Splits the element at `position` from `bytes`; nil unless its length is definite, shortest and within bounds.
    static func read(_ bytes: ArraySlice<UInt8>) -> Element? {
        guard bytes.count >= 2 else { return nil }
        let start = bytes.startIndex
        let tag = bytes[start]
        // Tags above 30 take more bytes; nothing in a timestamp does.
        guard tag & 0x1F != 0x1F else { return nil }
        let first = bytes[start + 1]
        var contentsStart = start + 2
        var length = 0
        if first < 0x80 {
            length = Int(first)
        } else {
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), bytes.count >= 2 + count else { return nil }
            for byte in bytes[contentsStart..<contentsStart + count] { length = length << 8 | Int(byte) }
            guard length >= 0x80, bytes[contentsStart] != 0 else { return nil }
            contentsStart += count
        }
        guard length <= bytes.endIndex - contentsStart else { return nil }
        let end = contentsStart + length
        return (tag, bytes[contentsStart..<end], bytes[start..<end])
    }
}
