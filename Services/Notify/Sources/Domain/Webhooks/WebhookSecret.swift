package import MeshCrypto
package import MeshKernel

/// What a webhook's calls are signed with (Standard Webhooks 1.0.0).
package enum WebhookSecret: Sendable {
    /// A secret that both sides have: 24 to 64 bytes, `whsec_` and base 64 in text.
    case shared([UInt8])
    /// An Ed25519 key of which the other side has the public half: the 32 bytes of its seed.
    case key(seed: [UInt8], SigningKey)

    /// Bounds of secrets.
    package enum Limits {
        /// The specification's least.
        package static let sharedBytesMin = 24
        /// The specification's most.
        package static let sharedBytesMax = 64
        /// What is made here.
        package static let madeBytes = 32
    }

    /// Which kind of signature; its raw value is the mark before a signature.
    package enum Kind: String, Sendable, CaseIterable {
        /// HMAC with SHA-256.
        case shared = "v1"
        /// Ed25519.
        case key = "v1a"
    }

    /// Nil for a count of bytes that the kind does not have.
    package init?(_ kind: Kind, bytes: [UInt8]) {
        switch kind {
        case .shared:
            guard (Limits.sharedBytesMin...Limits.sharedBytesMax).contains(bytes.count) else { return nil }
            self = .shared(bytes)
        case .key:
            guard let key = SigningKey(seed: bytes) else { return nil }
            self = .key(seed: bytes, key)
        }
    }

    /// A new one.
    package init?(_ kind: Kind, random: any RandomSource) {
        self.init(kind, bytes: random.bytes(Limits.madeBytes))
    }

    /// Its kind.
    package var kind: Kind {
        switch self {
        case .shared: .shared
        case .key: .key
        }
    }

    /// Its bytes, which nobody but its owner may see.
    package var bytes: [UInt8] {
        switch self {
        case .shared(let bytes): bytes
        case .key(let seed, _): seed
        }
    }

    /// What the other side verifies with: the secret itself (`whsec_…`), or the public half (`whpk_…`).
    package var verifier: String {
        switch self {
        case .shared(let bytes): "whsec_" + Base64.encode(bytes)
        case .key(_, let key): "whpk_" + Base64.encode(key.publicKey.rawBytes)
        }
    }

    /// A signature of `content`, with the mark of its kind: `v1,…` or `v1a,…`.
    func signature(of content: [UInt8]) -> String {
        switch self {
        case .shared(let bytes):
            "\(kind.rawValue),\(Base64.encode(Digest.hmacSHA256(key: bytes, content)))"
        case .key(_, let key): "\(kind.rawValue),\(Base64.encode(key.sign(content)))"
        }
    }
}
