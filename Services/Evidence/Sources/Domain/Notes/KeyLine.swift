internal import MeshCrypto
internal import MeshKernel

/// How the public half of a key that signs notes is written in one line: `<name>+<id>+<base64>` (c2sp.org/signed-note).
enum KeyLine {
    /// The four bytes that name a key in a note: SHA-256 over its name, a newline, its algorithm and its public half.
    static func keyID(name: String, algorithm: UInt8, publicKey: [UInt8]) -> UInt32 {
        Digest.sha256(Array(name.utf8) + [0x0A, algorithm] + publicKey)[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The line, without its end.
    static func text(name: String, keyID: UInt32, algorithm: UInt8, publicKey: [UInt8]) -> String {
        let identifier = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * UInt32($0))) }
        return "\(name)+\(Hexadecimal.encode(identifier))+\(Base64.encode([algorithm] + publicKey))"
    }

    /// Reads a line with a 32-byte key of `algorithm`; nil unless the id is the one that name and key give. A final
    /// newline may follow.
    static func parse(_ line: String, algorithm: UInt8) -> (name: String, keyID: UInt32, publicKey: [UInt8])? {
        let line = line.hasSuffix("\n") ? String(line.dropLast()) : line
        let parts = line.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, SignedNote.isValidName(parts[0]), parts[1].utf8.count == 8,
            let encoded = Base64.decode(parts[2]), encoded.count == 33, encoded[0] == algorithm,
            let stated = Hexadecimal.decode(String(parts[1]))
        else { return nil }
        let name = String(parts[0])
        let publicKey = Array(encoded[1...])
        let identifier = keyID(name: name, algorithm: algorithm, publicKey: publicKey)
        guard stated.reduce(0, { $0 << 8 | UInt32($1) }) == identifier else { return nil }
        return (name, identifier, publicKey)
    }
}
