package import MeshCrypto
package import MeshKernel
import Synchronization

/// Believes tokens that one of the configured keys has signed, and remembers those it has checked until they expire:
/// a signature costs some sixty microseconds, a digest less than one.
package final class TokenVerifier: Sendable {
    private struct Memory {
        var tokens: [[UInt8]: AccessToken] = [:]
        /// In the order they came, so that the oldest gives way.
        var order: [[UInt8]] = []
        var next = 0
    }

    private let verifier: AccessTokenVerifier
    private let audience: String
    private let time: any TimeSource
    private let memory = Mutex(Memory())
    private let checked = Atomic<UInt64>(0)

    /// `keys` are all that are believed; `audience` is this service's segment, which a token must name.
    package init(keys: [VerifyingKey], audience: String, time: any TimeSource) {
        verifier = AccessTokenVerifier(keys: keys)
        self.audience = audience
        self.time = time
    }

    /// Signatures checked since the start; the rest was remembered.
    package var signatureCount: UInt64 { checked.load(ordering: .relaxed) }

    /// Tokens remembered now; never more than `Limits.tokenCacheEntriesMax`.
    package var rememberedCount: Int { memory.withLock { $0.tokens.count } }

    /// The claims in an `authorization` value, `Bearer <token>`; the scheme's case does not matter (RFC 9110, 11.1).
    package func verify(_ authorization: String?) throws(TokenRefusal) -> AccessToken {
        guard let authorization, !authorization.isEmpty else { throw .missing }
        guard authorization.utf8.count <= Limits.authorizationBytesMax,
            authorization.utf8.count > 7, authorization.prefix(7).lowercased() == "bearer "
        else { throw .malformed }
        let compact = String(authorization.dropFirst(7))
        let digest = Digest.sha256(Array(compact.utf8))
        let now = time.wall()
        if let known = memory.withLock({ $0.tokens[digest] }), now < known.expiresAt { return known }
        checked.wrappingAdd(1, ordering: .relaxed)
        let token: AccessToken
        do throws(AccessTokenRefusal) {
            token = try verifier.verify(compact, audience: audience, now: now)
        } catch {
            throw TokenRefusal(error)
        }
        remember(token, digest)
        return token
    }

    private func remember(_ token: AccessToken, _ digest: [UInt8]) {
        memory.withLock { memory in
            guard memory.tokens.updateValue(token, forKey: digest) == nil else { return }
            if memory.order.count < Limits.tokenCacheEntriesMax {
                memory.order.append(digest)
                return
            }
            memory.tokens[memory.order[memory.next]] = nil
            memory.order[memory.next] = digest
            memory.next = (memory.next + 1) % memory.order.count
        }
    }
}
