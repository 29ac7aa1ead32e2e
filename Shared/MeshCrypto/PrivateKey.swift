import COpenSSL

/// A private key held by OpenSSL: P-256 for certificates, Ed25519 for tokens and the log.
/// Immutable after it is made; OpenSSL counts its references atomically, so it crosses threads freely.
package final class PrivateKey: @unchecked Sendable {
    /// What a key can be here.
    package enum Kind: Sendable, Equatable {
        case p256
        case ed25519
    }

    /// OpenSSL's object, owned by this value and good as long as it lives.
    package let handle: OpaquePointer

    /// Takes over the reference it is given.
    package init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        EVP_PKEY_free(handle)
    }

    /// A fresh key from OpenSSL's generator.
    package convenience init(generating kind: Kind) throws(CryptoError) {
        OpenSSLFailure.forget()
        let made =
            switch kind {
            case .p256: colophon_generate_p256()
            case .ed25519: colophon_generate_ed25519()
            }
        guard let made else { throw .refused(operation: "making a key", reason: OpenSSLFailure.reason()) }
        self.init(owning: made)
    }

    /// The unencrypted PEM key at `path`, a file only its owner may read. Throws as `FileBytes.readPrivate` does, and
    /// `malformed`.
    package convenience init(path: String) throws(CryptoError) {
        var bytes = try FileBytes.readPrivate(path)
        defer { bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        OpenSSLFailure.forget()
        // A callback that gives no passphrase; without it OpenSSL would ask at the terminal.
        let parsed = MemoryBIO.reading(bytes) { bio in
            PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        OpenSSLFailure.forget()
        guard let parsed else { throw .malformed(path: path, expected: "an unencrypted private key in PEM form") }
        self.init(owning: parsed)
    }

    /// Which kind this key is; nil for one this system does not use.
    package var kind: Kind? {
        if EVP_PKEY_is_a(handle, "ED25519") == 1 { return .ed25519 }
        guard EVP_PKEY_is_a(handle, "EC") == 1 else { return nil }
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        guard EVP_PKEY_get_group_name(handle, &name, name.count, &length) == 1 else { return nil }
        return name.prefix(length).elementsEqual("prime256v1".utf8.map { CChar(bitPattern: $0) }) ? .p256 : nil
    }

    /// The key as PKCS#8 in PEM, unencrypted.
    package func pem() throws(CryptoError) -> [UInt8] {
        OpenSSLFailure.forget()
        let bytes = MemoryBIO.writing { bio in
            PEM_write_bio_PKCS8PrivateKey(bio, handle, nil, nil, 0, nil, nil) == 1
        }
        guard let bytes else { throw .refused(operation: "writing a key", reason: OpenSSLFailure.reason()) }
        return bytes
    }

    /// The public half as SubjectPublicKeyInfo in PEM.
    package func publicPEM() throws(CryptoError) -> [UInt8] {
        OpenSSLFailure.forget()
        let bytes = MemoryBIO.writing { bio in PEM_write_bio_PUBKEY(bio, handle) == 1 }
        guard let bytes else { throw .refused(operation: "writing a public key", reason: OpenSSLFailure.reason()) }
        return bytes
    }
}
