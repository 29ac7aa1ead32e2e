import COpenSSL

/// An Ed25519 key (RFC 8032), parsed once. Signing the same bytes gives the same signature.
package struct SigningKey: Sendable {
    /// The length of a signature.
    package static let signatureByteCount = 64

    /// What checks this key's signatures.
    package let publicKey: VerifyingKey
    private let key: PrivateKey

    /// The unencrypted PKCS#8 key at `path`, a file only its owner may read. Throws as `FileBytes.readPrivate` does, and
    /// `malformed`. A missing key is an error; nothing but `colophon pki init` makes one.
    package init(path: String) throws(CryptoError) {
        let key = try PrivateKey(path: path)
        guard let made = SigningKey(key) else { throw .malformed(path: path, expected: "an Ed25519 private key") }
        self = made
    }

    /// The key that the 32 bytes of `seed` stand for; nil for another count of bytes.
    package init?(seed: [UInt8]) {
        guard seed.count == VerifyingKey.byteCount,
            let handle = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count)
        else { return nil }
        self.init(PrivateKey(owning: handle))
    }

    /// nil unless `key` is Ed25519.
    package init?(_ key: PrivateKey) {
        guard let publicKey = VerifyingKey(key) else { return nil }
        self.key = key
        self.publicKey = publicKey
    }

    /// The signature of `bytes`, 64 bytes.
    package func sign(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.signatureByteCount) { target, count in
            var length = Self.signatureByteCount
            guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a signature") }
            defer { EVP_MD_CTX_free(context) }
            let isSigned =
                EVP_DigestSignInit(context, nil, nil, nil, key.handle) == 1
                && EVP_DigestSign(context, target.baseAddress, &length, bytes, bytes.count) == 1
            // With a parsed Ed25519 key OpenSSL has nothing left to refuse.
            precondition(isSigned && length == Self.signatureByteCount, "OpenSSL signs with Ed25519")
            count = length
        }
    }
}
