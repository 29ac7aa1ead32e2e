package import MeshCrypto
package import MeshKernel
import MeshRPC
import Synchronization

/// Believes tokens that one of the configured keys has signed, and remembers those it has checked until they expire:
/// a signature costs some sixty microseconds, a digest less than one. A token whose sign-in has ended is refused from the
/// moment that this is heard.
package final class TokenVerifier: Sendable {
    private struct Memory {
        var verifier: AccessTokenVerifier
        /// Believes the development key alone.
        var developer: AccessTokenVerifier
        /// How often the keys were replaced: what an older verifier has believed is not remembered any more.
        var generation = 0
        var tokens: [[UInt8]: AccessToken] = [:]
        /// In the order they came, so that the oldest gives way.
        var order: [[UInt8]] = []
        var next = 0
    }

    /// Sign-ins whose tokens are believed no more.
    package let ended: EndedSignIns
    /// Streamed calls that tokens have opened.
    let standing = StandingCalls()

    private let audience: String
    private let time: any TimeSource
    private let memory: Mutex<Memory>
    private let checked = Atomic<UInt64>(0)

    /// Tokens that `keys` have signed are believed while their sign-in lasts; those of `developmentKey` need be of none.
    /// `audience` is this service's segment, which a token must name.
    package init(
        keys: [VerifyingKey], developmentKey: VerifyingKey? = nil, audience: String, time: any TimeSource
    ) {
        memory = Mutex(Self.memory(keys, developmentKey, generation: 0))
        self.audience = audience
        self.time = time
        ended = EndedSignIns(time: time)
    }

    /// A sign-in ended at `moment` by identity's clock: its tokens are refused, and its streamed calls end.
    package func end(_ session: String, at moment: WallTime) {
        ended.end(session, at: moment)
        standing.end(session, with: TokenRefusal.ended.error(domain: audience))
    }

    /// Everything that had ended by now and can still matter to a token was told. To a streamed call more can matter: what
    /// ended while nothing was heard for long is not told any more, so such calls end.
    package func heardOfEnds() {
        if ended.heard() { endUnheardCalls() }
    }

    /// Ends the streamed calls whose token has expired, unless they are bounded otherwise, and those of all sign-ins when it
    /// was not heard for `Limits.standingCallsUnheardSeconds` which have ended.
    package func endExpiredCalls() {
        standing.endExpired(at: time.wall(), with: TokenRefusal.expired.error(domain: audience))
        if ended.isUnheard { endUnheardCalls() }
    }

    private func endUnheardCalls() {
        standing.endOfSignIns(with: TokenRefusal.unsure.error(domain: audience))
    }

    /// From here on only these are believed; a token that another key has signed is refused, also one that was believed
    /// before.
    package func replace(keys: [VerifyingKey], developmentKey: VerifyingKey? = nil) {
        memory.withLock { memory in
            memory = Self.memory(keys, developmentKey, generation: memory.generation + 1)
        }
    }

    private static func memory(_ keys: [VerifyingKey], _ developmentKey: VerifyingKey?, generation: Int) -> Memory {
        let own = developmentKey.map { [$0] } ?? []
        return Memory(
            verifier: AccessTokenVerifier(keys: keys + own), developer: AccessTokenVerifier(keys: own),
            generation: generation)
    }

    /// Signatures checked since the start; the rest was remembered.
    package var signatureCount: UInt64 { checked.load(ordering: .relaxed) }

    /// Tokens remembered now; never more than `Limits.tokenCacheEntriesMax`.
    package var rememberedCount: Int { memory.withLock { $0.tokens.count } }

    /// The claims in an `authorization` value, `Bearer <token>`; the scheme's case does not matter (RFC 9110, 11.1).
    package func verify(_ authorization: String?) throws(TokenRefusal) -> AccessToken {
        let token = try signedToken(authorization)
        if let refusal = ended.refusal(of: token) { throw refusal }
        return token
    }

    private func signedToken(_ authorization: String?) throws(TokenRefusal) -> AccessToken {
        guard let authorization, !authorization.isEmpty else { throw .missing }
        guard authorization.utf8.count <= Limits.authorizationBytesMax,
            authorization.utf8.count > 7, authorization.prefix(7).lowercased() == "bearer "
        else { throw .malformed }
        let compact = String(authorization.dropFirst(7))
        let digest = Digest.sha256(Array(compact.utf8))
        let now = time.wall()
        let (known, verifier, developer, generation) = memory.withLock {
            ($0.tokens[digest], $0.verifier, $0.developer, $0.generation)
        }
        if let known, now < known.expiresAt { return known }
        checked.wrappingAdd(1, ordering: .relaxed)
        let token: AccessToken
        do throws(AccessTokenRefusal) {
            token = try verifier.verify(compact, audience: audience, now: now)
        } catch {
            throw TokenRefusal(error)
        }
        // What is of no sign-in could not be ended. That another key has signed it is the only thing that may differ.
        if EndedSignIns.session(of: token) == nil,
            (try? developer.verify(compact, audience: audience, now: now)) == nil
        {
            throw .sessionless
        }
        remember(token, digest, generation)
        return token
    }

    private func remember(_ token: AccessToken, _ digest: [UInt8], _ generation: Int) {
        memory.withLock { memory in
            guard memory.generation == generation else { return }
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
