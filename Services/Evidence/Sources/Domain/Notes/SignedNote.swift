internal import MeshCrypto
internal import MeshKernel

/// Text with signatures below it (c2sp.org/signed-note).
package struct SignedNote: Sendable, Equatable {
    /// Bounds of one note.
    package enum Limits {
        /// Larger notes are refused unread.
        package static let noteBytesMax = 65_536
        /// More signatures than that are refused; the format asks for at least 16.
        package static let signaturesMax = 64
    }

    /// One signature line.
    package struct Signature: Sendable, Equatable {
        /// Name of the key that signed.
        package let name: String
        /// First four bytes of a hash over the key's name, type and public half.
        package let keyID: UInt32
        /// What the key made of the text.
        package let signature: [UInt8]

        package init(name: String, keyID: UInt32, signature: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.signature = signature
        }

        /// The line, with its newline.
        package var line: String {
            let identifier = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * UInt32($0))) }
            return "\u{2014} \(name) \(Base64.encode(identifier + signature))\n"
        }
    }

    /// What is signed, with its final newline and without the blank line.
    package let text: String
    /// At least one, in order.
    package let signatures: [Signature]

    package init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note strictly; says nothing about whether a signature holds.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Limits.noteBytesMax else { throw .tooLarge }
        let newline = UInt8(ascii: "\n")
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == newline }), let whole = String(validating: bytes, as: UTF8.self)
        else { throw .malformed("not UTF-8, or with control characters") }
        guard bytes.last == newline else { throw .malformed("does not end in a newline") }
        // The text ends at the last blank line.
        guard let blank = bytes.indices.dropLast().last(where: { bytes[$0] == newline && bytes[$0 + 1] == newline })
        else {
            throw .malformed("no blank line before the signatures")
        }
        text = String(decoding: bytes[...blank], as: UTF8.self)
        let lines = bytes[(blank + 2)...].dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard !whole.isEmpty, bytes.count > blank + 2 else { throw .malformed("no signature") }
        guard lines.count <= Limits.signaturesMax else { throw .tooLarge }
        var signatures: [Signature] = []
        for line in lines { signatures.append(try Self.signature(line)) }
        self.signatures = signatures
    }

    /// Whether somebody of this name is said to have signed; nothing about who it was.
    func isSigned(underName name: String) -> Bool { signatures.contains { $0.name == name } }

    /// The note's bytes; parsing them gives the same note.
    package var encoded: [UInt8] {
        Array((text + "\n" + signatures.map(\.line).joined()).utf8)
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteError) -> Signature {
        let parts = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\u{2014}", isValidName(parts[1]), let bytes = Base64.decode(parts[2]),
            bytes.count > 4
        else { throw .malformed("a signature line is not a dash, a name and base64") }
        return Signature(
            name: String(parts[1]), keyID: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }, signature: Array(bytes[4...])
        )
    }

    /// Key names are not empty and hold neither white space nor `+`.
    package static func isValidName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
    }
}
