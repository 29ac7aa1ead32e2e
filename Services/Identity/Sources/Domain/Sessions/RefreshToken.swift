internal import MeshCrypto
package import MeshKernel

/// What a client keeps to get new access tokens: which sign-in, which generation, and a secret that only this service can
/// have made. Nothing of it is stored: the secret follows from the sign-in's own key.
package struct RefreshToken: Sendable, Equatable {
    /// Bounds of a token.
    package enum Limits {
        /// Longer ones are refused unread.
        package static let tokenBytesMax = 160
        /// Bytes of a secret and of the key that it follows from.
        package static let secretBytes = 32
    }

    /// Which sign-in.
    package let session: Identifier
    /// Its place in the line, from 1.
    package let generation: Int64
    private let secret: [UInt8]

    /// The token of `generation` of a sign-in whose key is `key`.
    package init(session: Identifier, generation: Int64, key: [UInt8]) {
        self.session = session
        self.generation = generation
        secret = Self.secret(session, generation, key)
    }

    /// Reads what `text` made; nil for anything else. Nothing is known then of the secret.
    package init?(_ text: String) {
        guard text.utf8.count <= Limits.tokenBytesMax else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let session = Identifier(String(parts[0]), kind: .session),
            let generation = Int64(parts[1]), generation >= 1, String(generation) == parts[1],
            let secret = Base64.decodeURL(parts[2]), secret.count == Limits.secretBytes
        else { return nil }
        self.session = session
        self.generation = generation
        self.secret = secret
    }

    /// As the client keeps it.
    package var text: String { "\(session.text).\(generation).\(Base64.encodeURL(secret))" }

    /// Whether the secret is the one that follows from `key`.
    package func isGenuine(key: [UInt8]) -> Bool {
        ConstantTime.areEqual(secret, Self.secret(session, generation, key))
    }

    private static func secret(_ session: Identifier, _ generation: Int64, _ key: [UInt8]) -> [UInt8] {
        Digest.hmacSHA256(key: key, Array("colophon/refresh/v1\n\(session.text)\n\(generation)".utf8))
    }
}
