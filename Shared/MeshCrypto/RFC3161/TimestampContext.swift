internal import COpenSSL
internal import MeshKernel

/// One OpenSSL TS_RESP_CTX with everything it needs. It keeps state while it works, so it serves one thread at a time.
///
/// Unchecked Sendable: the authority lends it to one caller at a time, and hands it on through a lock.
final class TimestampContext: @unchecked Sendable {
    private let context: OpaquePointer
    private let signing: OpaquePointer
    private let frame: TokenFrame
    private let clock: TimestampClock
    private let random: any RandomSource

    init(certificate: Certificate, key: PrivateKey, frame: TokenFrame, clock: TimestampClock, random: any RandomSource)
        throws(TimestampError)
    {
        guard let context = TS_RESP_CTX_new() else { throw .library(OpenSSLFailure.reason()) }
        guard let signing = EVP_PKEY_CTX_new(key.handle, nil), EVP_PKEY_sign_init(signing) == 1,
            EVP_PKEY_CTX_set_signature_md(signing, EVP_sha256()) == 1
        else {
            TS_RESP_CTX_free(context)
            throw .library(OpenSSLFailure.reason())
        }
        self.context = context
        self.signing = signing
        self.frame = frame
        self.clock = clock
        self.random = random
        try configure(certificate: certificate, key: key)
    }

    deinit {
        TS_RESP_CTX_free(context)
        EVP_PKEY_CTX_free(signing)
    }

    /// A token over `digest`. Throws `timeNotAvailable` when the clock refuses.
    func token(over digest: [UInt8], _ algorithm: TimestampDigest, nonce: UInt64) throws(TimestampError)
        -> TimestampToken
    {
        let time: WallTime
        do throws(ClockRefusal) { time = try clock.now() } catch { throw .timeNotAvailable }
        let statement = TokenFrame.Statement(
            algorithm: algorithm, digest: digest, serial: serialBytes(), time: time, nonce: nonce)
        let der = try frame.token(stating: statement) { digest throws(TimestampError) in try sign(digest) }
        return TimestampToken(
            der: der, issued: statement, policy: clock.policy,
            accuracyMilliseconds: TimestampClock.Limits.accuracyMilliseconds)
    }

    private func sign(_ digest: [UInt8]) throws(TimestampError) -> [UInt8] {
        OpenSSLFailure.forget()
        var length = 0
        guard EVP_PKEY_sign(signing, nil, &length, digest, digest.count) == 1 else {
            throw .library(OpenSSLFailure.reason())
        }
        let signature = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            // The length asked for first is a bound; an ECDSA signature is often a byte or two shorter.
            let isSigned = EVP_PKEY_sign(signing, buffer.baseAddress, &length, digest, digest.count) == 1
            count = isSigned ? length : 0
        }
        guard !signature.isEmpty else { throw .library(OpenSSLFailure.reason()) }
        return signature
    }

    func respond(to request: [UInt8]) throws(TimestampError) -> [UInt8] {
        OpenSSLFailure.forget()
        let bio = request.withUnsafeBytes { BIO_new_mem_buf($0.baseAddress, Int32($0.count)) }
        // BIO_new_mem_buf borrows: the array must outlive the parsing below.
        defer {
            BIO_free(bio)
            withExtendedLifetime(request) {}
        }
        guard let response = TS_RESP_create_response(context, bio) else { throw .library(OpenSSLFailure.reason()) }
        defer { TS_RESP_free(response) }
        // A refusal leaves its reasons in the thread's error queue, where the next user would find them.
        OpenSSLFailure.forget()
        let der = ASN1Bytes.encoded { i2d_TS_RESP(response, $0) }
        guard !der.isEmpty else { throw .library(OpenSSLFailure.reason()) }
        return der
    }

    private func configure(certificate: Certificate, key: PrivateKey) throws(TimestampError) {
        let accuracy = TimestampClock.Limits.accuracyMilliseconds
        guard let policy = OBJ_txt2obj(clock.policy, 1) else { throw .library(OpenSSLFailure.reason()) }
        defer { ASN1_OBJECT_free(policy) }
        var done = TS_RESP_CTX_set_signer_cert(context, certificate.handle) == 1
        done = done && TS_RESP_CTX_set_signer_key(context, key.handle) == 1
        done = done && TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) == 1
        // Without this the token names its certificate by SHA-1.
        done = done && TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()) == 1
        done = done && TS_RESP_CTX_set_def_policy(context, policy) == 1
        done = done && TS_RESP_CTX_set_accuracy(context, Int32(accuracy / 1_000), Int32(accuracy % 1_000), 0) == 1
        done = done && TS_RESP_CTX_set_clock_precision_digits(context, 3) == 1
        for digest in TimestampDigest.allCases {
            done = done && TS_RESP_CTX_add_md(context, digest.function) == 1
        }
        guard done else { throw .library(OpenSSLFailure.reason()) }

        let myself = Unmanaged.passUnretained(self).toOpaque()
        TS_RESP_CTX_set_serial_cb(
            context,
            { _, data in
                data.flatMap { Unmanaged<TimestampContext>.fromOpaque($0).takeUnretainedValue().serial() }
            }, myself)
        TS_RESP_CTX_set_time_cb(
            context,
            { context, data, seconds, microseconds in
                guard let data, let seconds, let microseconds else { return 0 }
                let myself = Unmanaged<TimestampContext>.fromOpaque(data).takeUnretainedValue()
                guard let now = try? myself.clock.now() else {
                    TS_RESP_CTX_set_status_info(context, TS_STATUS_REJECTION, "Time is not available.")
                    TS_RESP_CTX_add_failure_info(context, TS_INFO_TIME_NOT_AVAILABLE)
                    return 0
                }
                seconds.pointee = Int(now.milliseconds / 1_000)
                microseconds.pointee = Int(now.milliseconds % 1_000) * 1_000
                return 1
            }, myself)
    }

    /// 126 random bits behind 01, so that the number is positive and takes sixteen bytes, whoever writes it.
    private func serialBytes() -> [UInt8] {
        var bytes = random.bytes(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        return bytes
    }

    private func serial() -> UnsafeMutablePointer<ASN1_INTEGER>? {
        let bytes = serialBytes()
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { return nil }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, nil)
    }
}
