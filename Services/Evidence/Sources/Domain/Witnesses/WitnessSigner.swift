package import MeshCrypto

/// The private half of a witness's key.
package struct WitnessSigner: Sendable {
    /// What verifies its cosignatures.
    package let publicKey: WitnessKey
    private let key: SigningKey

    /// Nil when the name cannot stand in a note.
    package init?(name: String, key: SigningKey) {
        guard let publicKey = WitnessKey(name: name, key: key.publicKey) else { return nil }
        self.publicKey = publicKey
        self.key = key
    }

    /// The line that says that `text`, the text of a checkpoint, was seen at `time`, in seconds since 1970.
    package func cosign(_ text: String, at time: UInt64) -> SignedNote.Signature {
        let cosignature = Cosignature(time: time, signature: key.sign(Cosignature.message(time: time, text: text)))
        return SignedNote.Signature(name: publicKey.name, keyID: publicKey.keyID, signature: cosignature.encoded)
    }
}
