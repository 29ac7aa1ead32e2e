import COpenSSL
package import MeshKernel

/// Seals small secrets with AES-256-GCM (NIST SP 800-38D). Nonces are random, so one key may seal up to 2³² values
/// (section 8.3).
package struct SealingKey: Sendable {
    /// The length of a nonce, which stands before the ciphertext.
    package static let nonceByteCount = 12
    /// The length of a tag, which stands after it.
    package static let tagByteCount = 16

    /// Wipes the key when its last user lets go.
    private final class Secret: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(_ source: [UInt8]) {
            bytes = .allocate(byteCount: source.count, alignment: 16)
            bytes.copyBytes(from: source)
        }

        var start: UnsafePointer<UInt8>? {
            bytes.baseAddress.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
        }

        deinit {
            OPENSSL_cleanse(bytes.baseAddress, bytes.count)
            bytes.deallocate()
        }
    }

    private let secret: Secret
    private let random: any RandomSource

    /// nil unless `bytes` are 32.
    package init?(bytes: [UInt8], random: any RandomSource = SystemRandom()) {
        guard bytes.count == Limits.sealingKeyBytes else { return nil }
        secret = Secret(bytes)
        self.random = random
    }

    /// The 32 bytes at `path`, a file only its owner may read. Throws as `FileBytes.readPrivate` does, and `malformed`.
    package init(path: String, random: any RandomSource = SystemRandom()) throws(CryptoError) {
        var bytes = try FileBytes.readPrivate(path)
        defer { bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        guard let key = SealingKey(bytes: bytes, random: random) else {
            throw .malformed(path: path, expected: "a master key of \(Limits.sealingKeyBytes) bytes")
        }
        self = key
    }

    /// Nonce, ciphertext and tag, one after the other: 28 bytes longer than `plain`. `associated` is not in it, and must
    /// be the same when it is opened: it binds the value to its place.
    package func seal(_ plain: [UInt8], associated: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        try seal(plain[...], associated: associated)
    }

    /// As above, for a part of an array.
    package func seal(_ plain: ArraySlice<UInt8>, associated: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        let nonce = random.bytes(Self.nonceByteCount)
        return try seal(plain, associated: associated, nonce: nonce)
    }

    /// As above with the nonce given, which must never seal two values; for checks against published vectors.
    func seal(_ plain: ArraySlice<UInt8>, associated: [UInt8], nonce: [UInt8]) throws(CryptoError) -> [UInt8] {
        precondition(nonce.count == Self.nonceByteCount, "a nonce has 12 bytes")
        OpenSSLFailure.forget()
        let total = Self.nonceByteCount + plain.count + Self.tagByteCount
        var isSealed = false
        let sealed = [UInt8](unsafeUninitializedCapacity: total) { target, filled in
            guard let start = target.baseAddress else { return }
            start.initialize(from: nonce, count: nonce.count)
            isSealed = plain.withUnsafeBufferPointer {
                encrypt($0, associated: associated, nonce: nonce, into: start + nonce.count)
            }
            filled = isSealed ? total : 0
        }
        guard isSealed else { throw .refused(operation: "sealing", reason: OpenSSLFailure.reason()) }
        return sealed
    }

    /// Writes ciphertext and tag to `body`; false when OpenSSL refuses.
    private func encrypt(
        _ plain: UnsafeBufferPointer<UInt8>, associated: [UInt8], nonce: [UInt8], into body: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        guard let context = EVP_CIPHER_CTX_new() else { return false }
        defer { EVP_CIPHER_CTX_free(context) }
        var count: Int32 = 0
        return EVP_EncryptInit_ex2(context, Self.cipher, secret.start, nonce, nil) == 1
            && Self.associate(associated, context)
            && EVP_EncryptUpdate(context, body, &count, plain.baseAddress, Int32(plain.count)) == 1
            && EVP_EncryptFinal_ex(context, body + plain.count, &count) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagByteCount), body + plain.count) == 1
    }

    /// What was sealed; `notAuthentic` when the key or `associated` is another, or a bit was changed.
    package func open(_ sealed: [UInt8], associated: [UInt8] = []) throws(CryptoError) -> [UInt8] {
        let count = sealed.count - Self.nonceByteCount - Self.tagByteCount
        guard count >= 0 else { throw .notAuthentic }
        defer { OpenSSLFailure.forget() }
        var plain = [UInt8](repeating: 0, count: count)
        let isOpen = sealed.withUnsafeBytes { source -> Bool in
            guard let context = EVP_CIPHER_CTX_new(), let start = source.baseAddress else { return false }
            defer { EVP_CIPHER_CTX_free(context) }
            let nonce = start.assumingMemoryBound(to: UInt8.self)
            let body = nonce + Self.nonceByteCount
            var tag = [UInt8](UnsafeBufferPointer(start: body + count, count: Self.tagByteCount))
            var written: Int32 = 0
            guard EVP_DecryptInit_ex2(context, Self.cipher, secret.start, nonce, nil) == 1,
                Self.associate(associated, context),
                EVP_DecryptUpdate(context, &plain, &written, body, Int32(count)) == 1,
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
            else { return false }
            // GCM has nothing left to write here; the call is for the tag.
            var rest = [UInt8](repeating: 0, count: 16)
            return EVP_DecryptFinal_ex(context, &rest, &written) == 1
        }
        guard isOpen else {
            plain.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
            throw .notAuthentic
        }
        return plain
    }

    private static func associate(_ bytes: [UInt8], _ context: OpaquePointer) -> Bool {
        guard !bytes.isEmpty else { return true }
        var count: Int32 = 0
        return EVP_CipherUpdate(context, nil, &count, bytes, Int32(bytes.count)) == 1
    }

    nonisolated(unsafe) private static let cipher = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}
