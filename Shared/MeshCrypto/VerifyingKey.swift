import COpenSSL

/// The public half of an Ed25519 key (RFC 8032): 32 bytes, parsed once.
package struct VerifyingKey: Sendable {
    /// The key as RFC 8032, section 5.1.5, encodes it.
    package let rawBytes: [UInt8]
    private let key: PrivateKey

    /// nil unless `rawBytes` are 32.
    package init?(rawBytes: [UInt8]) {
        guard rawBytes.count == Self.byteCount,
            let handle = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, rawBytes, rawBytes.count)
        else { return nil }
        self.rawBytes = rawBytes
        key = PrivateKey(owning: handle)
    }

    /// The public key at `path`, SubjectPublicKeyInfo in PEM. Throws as `FileBytes.read` does, and `malformed`.
    package init(path: String) throws(CryptoError) {
        let bytes = try FileBytes.read(path)
        OpenSSLFailure.forget()
        defer { OpenSSLFailure.forget() }
        guard let handle = MemoryBIO.reading(bytes, { bio in PEM_read_bio_PUBKEY(bio, nil, nil, nil) }) else {
            throw .malformed(path: path, expected: "a public key in PEM form")
        }
        guard let key = VerifyingKey(PrivateKey(owning: handle)) else {
            throw .malformed(path: path, expected: "an Ed25519 public key")
        }
        self = key
    }

    /// The public half of `key`; nil unless it is Ed25519.
    init?(_ key: PrivateKey) {
        guard key.kind == .ed25519 else { return nil }
        var length = Self.byteCount
        var raw = [UInt8](repeating: 0, count: length)
        guard EVP_PKEY_get_raw_public_key(key.handle, &raw, &length) == 1, length == Self.byteCount else { return nil }
        self.init(rawBytes: raw)
    }

    /// Whether `signature` is this key's signature of `bytes`. False for signatures of any length but 64.
    package func verify(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        guard signature.count == SigningKey.signatureByteCount, let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            OpenSSLFailure.forget()
        }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key.handle) == 1
            && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    }

    /// The length of a key.
    package static let byteCount = 32
}

extension VerifyingKey: Equatable {
    package static func == (left: VerifyingKey, right: VerifyingKey) -> Bool { left.rawBytes == right.rawBytes }
}
