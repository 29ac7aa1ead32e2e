/// An address for electronic mail (RFC 5321, section 4.1.2): a local part of atoms joined by dots, `@`, and a domain of
/// two labels or more. Quoted local parts, comments, addresses of numbers and characters beyond ASCII are refused: nobody
/// has them by accident.
package struct EmailAddress: Sendable, Hashable {
    /// Bounds of an address (RFC 5321, section 4.5.3.1).
    package enum Limits {
        /// The local part.
        package static let localBytesMax = 64
        /// The whole address (a path of 256 without its brackets).
        package static let addressBytesMax = 254
        /// One label of the domain (RFC 1035, section 2.3.4).
        package static let labelBytesMax = 63
    }

    /// As it was written, the domain in small letters.
    package let text: String

    /// Parses `text`; nil unless it is an address.
    package init?(_ text: String) {
        guard text.utf8.count <= Limits.addressBytesMax else { return nil }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, Self.isLocalPart(halves[0]), Self.isDomain(halves[1]) else { return nil }
        self.text = "\(halves[0])@\(halves[1].lowercased())"
    }

    /// Trusts `text`: for values read back from one's own store.
    package init(stored text: String) {
        self.text = text
    }

    /// What two addresses share that reach one mailbox everywhere in practice: all letters small.
    package var key: String { text.lowercased() }

    private static func isLocalPart(_ text: Substring) -> Bool {
        (1...Limits.localBytesMax).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0.utf8.allSatisfy(isAtomByte)
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        // The last label has a letter, or the domain would be an address of numbers.
        guard labels.count >= 2, let last = labels.last, last.utf8.contains(where: isLetter) else { return false }
        return labels.allSatisfy { label in
            (1...Limits.labelBytesMax).contains(label.utf8.count)
                && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
                && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
        }
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
