import MeshKernel

/// The line that publishes a log's key, as signed notes name it: `name+hash+base64` (C2SP signed-note, "verifier keys").
package enum LogVerifierKey {
    /// The number that stands for Ed25519 there.
    private static let algorithm: UInt8 = 1

    /// The line without its end: `name`, the first four bytes of SHA-256 over name, newline, algorithm and key, and the
    /// algorithm and key in base 64. `name` must be non-empty without spaces and `+`; nil otherwise.
    package static func line(name: String, key: VerifyingKey) -> String? {
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "+" }) else { return nil }
        let body = [algorithm] + key.rawBytes
        let hash = Digest.sha256(Array(name.utf8) + [0x0A] + body).prefix(4)
        return "\(name)+\(Hexadecimal.encode(hash))+\(Base64.encode(body))"
    }
}
