package import MeshCrypto

/// The public half of a key that signs notes with Ed25519, written `<name>+<id>+<base64>`.
package struct NoteKey: Sendable, Equatable {
    /// The signed-note format's number for plain Ed25519.
    package static let algorithm: UInt8 = 0x01

    /// The key's name: for a log, its origin.
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

    /// Whether `other` is the same key, under whatever name.
    package func isSameKey(as other: VerifyingKey) -> Bool { publicKey == other.rawBytes }

    /// Which key must vouch for `note`: this one when the note names it, otherwise the one of `retired`, those that its
    /// log had before, that the note names; this one again when it names none.
    func vouching(for note: SignedNote, orElse retired: [NoteKey]) -> NoteKey {
        let signed = note.signatures.map(\.keyID)
        return signed.contains(keyID) ? self : retired.first { signed.contains($0.keyID) } ?? self
    }

    /// That this key signed the note: a line with its name and id exists, and every such line holds.
    package func verify(_ note: SignedNote) throws(NoteError) {
        let mine = note.signatures.filter { $0.name == name && $0.keyID == keyID }
        guard !mine.isEmpty else { throw .unsigned }
        guard let key = VerifyingKey(rawBytes: publicKey) else { throw .wrongSignature }
        for signature in mine {
            guard key.verify(signature.signature, of: Array(note.text.utf8)) else { throw .wrongSignature }
        }
    }
}

/// The private half: signs notes under its name.
package struct NoteSigner: Sendable {
    /// What verifies its notes.
    package let publicKey: NoteKey
    private let key: SigningKey

    /// Nil when the name cannot stand in a note.
    package init?(name: String, key: SigningKey) {
        guard let publicKey = NoteKey(name: name, key: key.publicKey) else { return nil }
        self.publicKey = publicKey
        self.key = key
    }

    /// The note with this key's signature below `text`, which ends in a newline.
    package func sign(_ text: String) -> SignedNote {
        SignedNote(
            text: text,
            signatures: [
                SignedNote.Signature(
                    name: publicKey.name, keyID: publicKey.keyID, signature: key.sign(Array(text.utf8)))
            ])
    }
}
