import FoundationEssentials
package import MeshKernel

/// Reads tokens signed with any of a few known keys.
package struct AccessTokenVerifier: Sendable {
    private struct Entry: Sendable {
        let key: VerifyingKey
        let identifier: String
        /// The encoded header that this key's tokens have when they are made here.
        let header: String
    }

    private let entries: [Entry]

    /// `keys` are all that are believed; none makes every token `unknownKey`.
    package init(keys: [VerifyingKey]) {
        entries = keys.map {
            Entry(key: $0, identifier: AccessToken.keyIdentifier(of: $0), header: AccessToken.header(for: $0))
        }
    }

    /// The claims of `compact`, which must name `audience` and be good at `now`. The signature is checked before a claim
    /// is looked at.
    package func verify(
        _ compact: String, audience: String, now: WallTime
    ) throws(AccessTokenRefusal) -> AccessToken {
        guard compact.utf8.count <= Limits.tokenBytesMax else { throw .tooLong }
        let parts = compact.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        let entry = try entry(for: parts[0])
        guard let signature = Base64.decodeURL(parts[2]) else { throw .malformed }
        let signed = Array(compact.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
        guard entry.key.verify(signature, of: signed) else { throw .badSignature }
        guard let json = Base64.decodeURL(parts[1]),
            let claims = try? JSONDecoder().decode(AccessToken.Claims.self, from: Data(json))
        else { throw .malformed }
        try check(claims, audience: audience, now: now)
        return AccessToken(
            subject: claims.sub, kind: claims.kind, roles: claims.roles, actor: claims.act?.sub, audience: claims.aud,
            issuedAt: WallTime(milliseconds: claims.iat * 1_000),
            expiresAt: WallTime(milliseconds: claims.exp * 1_000), identifier: claims.jti)
    }

    private func entry(for encoded: Substring) throws(AccessTokenRefusal) -> Entry {
        // Our own tokens need no JSON to be recognised.
        if let entry = entries.first(where: { $0.header == encoded }) { return entry }
        guard let json = Base64.decodeURL(encoded),
            let header = try? JSONDecoder().decode(AccessToken.Header.self, from: Data(json))
        else { throw .malformed }
        guard header.alg == "EdDSA" else { throw .wrongAlgorithm }
        guard header.typ == "JWT" else { throw .wrongType }
        guard header.crit == nil else { throw .malformed }
        guard let kid = header.kid, let entry = entries.first(where: { $0.identifier == kid }) else {
            throw .unknownKey
        }
        return entry
    }

    private func check(
        _ claims: AccessToken.Claims, audience: String, now: WallTime
    ) throws(AccessTokenRefusal) {
        let seconds = now.milliseconds / 1_000
        // Times outside this range would overflow milliseconds; no clock shows them.
        let times = 0...Int64.max / 1_000
        guard times.contains(claims.iat), times.contains(claims.exp) else { throw .malformed }
        guard AccessToken.isAllowedLifetime(claims) else { throw .lifetimeTooLong }
        guard claims.iat <= seconds + Limits.tokenSkewSeconds else { throw .issuedInFuture }
        guard seconds < claims.exp + Limits.tokenSkewSeconds else { throw .expired }
        guard claims.aud.contains(audience) else { throw .wrongAudience }
        guard !claims.sub.isEmpty, claims.act?.sub.isEmpty != true else { throw .malformed }
    }
}
