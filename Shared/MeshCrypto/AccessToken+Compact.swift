import FoundationEssentials
import MeshKernel

extension AccessToken {
    /// The protected header (RFC 7515, section 4.1; EdDSA: RFC 8037, section 3.1).
    struct Header: Codable {
        var alg: String
        var kid: String?
        var typ: String?
        /// Extensions that a reader must understand; none is understood here (RFC 7515, section 4.1.11).
        var crit: [String]?
    }

    /// Who acts for the subject (RFC 8693, section 4.1).
    struct Actor: Codable {
        var sub: String
    }

    struct Claims: Codable {
        /// Left out when the subject acts for itself.
        var act: Actor?
        var aud: [String]
        var exp: Int64
        var iat: Int64
        var jti: String
        var kind: String
        var roles: [String]
        var sub: String
    }

    /// The token as `header.claims.signature`. Throws `lifetimeTooLong` or `tooLong` rather than sign what every reader
    /// refuses.
    package func signed(with key: SigningKey) throws(AccessTokenRefusal) -> String {
        let claims = Claims(
            act: actor.map { Actor(sub: $0) }, aud: audience, exp: expiresAt.milliseconds / 1_000,
            iat: issuedAt.milliseconds / 1_000, jti: identifier, kind: kind, roles: roles, sub: subject)
        guard Self.isAllowedLifetime(claims) else { throw .lifetimeTooLong }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and whole numbers always encode.
        guard let json = try? encoder.encode(claims) else { throw .malformed }
        let text = Self.header(for: key.publicKey) + "." + Base64.encodeURL(json)
        let compact = text + "." + Base64.encodeURL(key.sign(Array(text.utf8)))
        guard compact.utf8.count <= Limits.tokenBytesMax else { throw .tooLong }
        return compact
    }

    /// The first eight bytes of the public key's SHA-256, hexadecimal: which key signed.
    package static func keyIdentifier(of key: VerifyingKey) -> String {
        Hexadecimal.encode(Digest.sha256(key.rawBytes).prefix(8))
    }

    /// The header that our own tokens have, encoded.
    static func header(for key: VerifyingKey) -> String {
        Base64.encodeURL(Array(#"{"alg":"EdDSA","kid":"\#(keyIdentifier(of: key))","typ":"JWT"}"#.utf8))
    }

    static func isAllowedLifetime(_ claims: Claims) -> Bool {
        let (lifetime, overflow) = claims.exp.subtractingReportingOverflow(claims.iat)
        return !overflow && (1...Limits.tokenLifetimeSecondsMax).contains(lifetime)
    }
}
