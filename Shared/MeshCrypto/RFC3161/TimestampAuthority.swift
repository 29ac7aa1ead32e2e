package import MeshKernel
internal import Synchronization

/// Our own RFC 3161 authority. Its contexts are made once and lent to one thread at a time; calls block for the time of
/// one P-256 signature, some 60 µs: whoever makes many at once, or answers strangers, does so on the offload pool.
package final class TimestampAuthority: Sendable {
    /// Bounds of the authority.
    package enum Limits {
        /// Contexts kept for reuse; more callers than that make one for the moment.
        static let idleContextsMax = 64
        /// Larger queries are refused unread.
        package static let requestBytesMax = 65_536
    }

    /// Under which policy tokens are issued, as a dotted object identifier.
    package let policy: String
    /// The signer's certificate and, after it, the ones up to the root, in PEM: what a verifier may be shown.
    package let chainPEM: String

    private let clock: TimestampClock
    private let random: any RandomSource
    private let certificate: Certificate
    private let key: PrivateKey
    private let frame: TokenFrame
    private let idle = Mutex<[TimestampContext]>([])

    /// Reads the signer's certificate and P-256 key, and the chain above them (PEM files; the key readable by its owner
    /// alone).
    package convenience init(
        certificate certificatePath: String, key keyPath: String, chain chainPath: String, clock: TimestampClock,
        random: any RandomSource
    ) throws(TimestampError) {
        let chain: [Certificate]
        let key: PrivateKey
        do throws(CryptoError) {
            chain = try Certificate.list(path: certificatePath) + Certificate.list(path: chainPath)
            key = try PrivateKey(path: keyPath)
            guard let signer = chain.first, signer.belongs(to: key) else {
                throw CryptoError.mismatched(certificate: certificatePath, key: keyPath)
            }
        } catch {
            throw .unusable(error)
        }
        try self.init(chain: chain, key: key, clock: clock, random: random)
    }

    /// An authority whose certificate is the first of `chain`; the rest are the ones above it. Refuses a certificate that
    /// is not for timestamps alone, and a key that is not its own or not P-256.
    package init(chain: [Certificate], key: PrivateKey, clock: TimestampClock, random: any RandomSource)
        throws(TimestampError)
    {
        guard let certificate = chain.first, CertificateUsage.isTimestampingOnly(certificate.handle) else {
            throw .wrongKeyUsage
        }
        guard key.kind == .p256, certificate.belongs(to: key) else {
            throw .unusable(.mismatched(certificate: "the signer's certificate", key: "the signer's key"))
        }
        var seen: Set<[UInt8]> = []
        var text = ""
        do throws(CryptoError) {
            for certificate in chain {
                let pem = try certificate.pem()
                if seen.insert(pem).inserted { text += String(decoding: pem, as: UTF8.self) }
            }
        } catch {
            throw .unusable(error)
        }
        self.clock = clock
        self.random = random
        self.certificate = certificate
        self.key = key
        policy = clock.policy
        frame = try TokenFrame(
            certificate: certificate, policy: clock.policy,
            accuracyMilliseconds: TimestampClock.Limits.accuracyMilliseconds)
        chainPEM = text
        // A first context at start: what makes one fail is wrong from the beginning.
        let context = try makeContext()
        idle.withLock { $0.append(context) }
    }

    /// A token over `digest`, and the plain grant around it: what this authority would answer to a query of ours that asks
    /// for the certificate. Throws `timeNotAvailable` when the clock cannot be vouched for.
    package func token(for digest: [UInt8], algorithm: TimestampDigest = .sha256) throws(TimestampError)
        -> (response: [UInt8], token: TimestampToken)
    {
        precondition(digest.count == algorithm.digestBytes, "the digest's length is its algorithm's")
        let token = try lending { context throws(TimestampError) in
            try context.token(over: digest, algorithm, nonce: random.word())
        }
        return (TimestampResponse.plainGrant(of: token.der), token)
    }

    /// The DER TimeStampResp for any DER TimeStampReq. A query that cannot be granted gets a refusal, which is a
    /// response too.
    package func respond(to request: [UInt8]) throws(TimestampError) -> [UInt8] {
        try lending { context throws(TimestampError) in try context.respond(to: request) }
    }

    /// Runs `body` with a context that nobody else has meanwhile.
    private func lending<Value>(
        _ body: (TimestampContext) throws(TimestampError) -> Value
    ) throws(TimestampError) -> Value {
        let lent = idle.withLock { $0.popLast() }
        let context = if let lent { lent } else { try makeContext() }
        defer {
            idle.withLock { if $0.count < Limits.idleContextsMax { $0.append(context) } }
        }
        return try body(context)
    }

    private func makeContext() throws(TimestampError) -> TimestampContext {
        try TimestampContext(certificate: certificate, key: key, frame: frame, clock: clock, random: random)
    }
}
