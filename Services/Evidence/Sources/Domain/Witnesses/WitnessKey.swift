package import MeshCrypto

/// The public half of a witness's key, written `<name>+<id>+<base64>`: Ed25519 over a checkpoint and a time
/// (c2sp.org/tlog-cosignature).
package struct WitnessKey: Sendable, Equatable {
    /// The signed-note format's number for a timed Ed25519 cosignature.
    package static let algorithm: UInt8 = 0x04

    /// The witness's name.
    package let name: String
    /// Four bytes of SHA-256 over the name, a newline, the algorithm and the public key.
    package let keyID: UInt32
    private let publicKey: [UInt8]

    /// Nil when the name cannot stand in a note.
    package init?(name: String, key: VerifyingKey) {
        guard SignedNote.isValidName(name) else { return nil }
        self.name = name
        publicKey = key.rawBytes
        keyID = KeyLine.keyID(name: name, algorithm: Self.algorithm, publicKey: key.rawBytes)
    }

    /// Reads `<name>+<id>+<base64>`; nil unless the id is the one that name and key give. A final newline may follow.
    package init?(parsing line: String) {
        guard let parts = KeyLine.parse(line, algorithm: Self.algorithm) else { return nil }
        (name, keyID, publicKey) = parts
    }

    /// `<name>+<id>+<base64>`.
    package var line: String {
        KeyLine.text(name: name, keyID: keyID, algorithm: Self.algorithm, publicKey: publicKey)
    }

    /// Whether `other` has the same public half, under whatever name: one witness cannot count twice.
    package func isSameKey(as other: WitnessKey) -> Bool { publicKey == other.publicKey }

    /// Whether the log signs with this key too: then it is no witness.
    package func isKey(of log: NoteKey) -> Bool { VerifyingKey(rawBytes: publicKey).map(log.isSameKey) ?? false }

    /// The times, in seconds since 1970, at which this witness cosigned the note; empty when it did not. A line with its
    /// name and id that does not hold is refused.
    package func times(on note: SignedNote) throws(NoteError) -> [UInt64] {
        var times: [UInt64] = []
        for line in note.signatures where line.name == name && line.keyID == keyID {
            guard let cosignature = Cosignature(line.signature) else { throw .wrongSignature }
            guard let key = VerifyingKey(rawBytes: publicKey),
                key.verify(cosignature.signature, of: Cosignature.message(time: cosignature.time, text: note.text))
            else { throw .wrongSignature }
            times.append(cosignature.time)
        }
        return times
    }
}
