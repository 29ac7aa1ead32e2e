import MeshCrypto
package import MeshRPC

/// Why a call has no end user; the raw value is the reason that the caller is told.
package enum TokenRefusal: String, Error, Sendable, CaseIterable {
    /// No `authorization` at all.
    case missing = "TOKEN_MISSING"
    /// Not `Bearer` and a compact JWS of ours.
    case malformed = "TOKEN_MALFORMED"
    /// Signed by nobody who is believed here.
    case untrusted = "TOKEN_UNTRUSTED"
    /// Its time is over.
    case expired = "TOKEN_EXPIRED"
    /// Its time has not come.
    case early = "TOKEN_NOT_YET_VALID"
    /// It claims to live longer than a token may.
    case lifetime = "TOKEN_LIFETIME_TOO_LONG"
    /// It is for other services.
    case audience = "TOKEN_AUDIENCE_WRONG"
    /// Its kind of subject is unknown here.
    case kind = "TOKEN_KIND_UNKNOWN"
    /// It is of no sign-in, and not of the development key: nobody could end it.
    case sessionless = "TOKEN_WITHOUT_SIGN_IN"
    /// Its sign-in is over.
    case ended = "SIGN_IN_ENDED"
    /// It is not known here whether its sign-in is over.
    case unsure = "SIGN_IN_UNKNOWN"

    /// The refusal of MeshCrypto in the words of the wire.
    init(_ refusal: AccessTokenRefusal) {
        self =
            switch refusal {
            case .tooLong, .malformed, .wrongAlgorithm, .wrongType: .malformed
            case .unknownKey, .badSignature: .untrusted
            case .expired: .expired
            case .issuedInFuture: .early
            case .lifetimeTooLong: .lifetime
            case .wrongAudience: .audience
            }
    }

    /// The answer to the call. Says nothing of the token's contents.
    package func error(domain: String) -> RPCError {
        let error = RPCError(self == .unsure ? .unavailable : .unauthenticated, words)
            .withReason(rawValue, domain: domain)
        return self == .unsure ? error.retryAfter(.seconds(1)) : error
    }

    private var words: String {
        switch self {
        case .missing: "this method needs a token in 'authorization'"
        case .malformed: "'authorization' is not a bearer token of this mesh"
        case .untrusted: "the token is not signed by anybody who is believed here"
        case .expired: "the token has expired"
        case .early: "the token is not valid yet"
        case .lifetime: "the token claims to live too long"
        case .audience: "the token is for other services"
        case .kind: "the token's kind of subject is not known here"
        case .sessionless: "the token is of no sign-in, which only the development key may leave out"
        case .ended: "the sign-in has ended"
        case .unsure: "it cannot be told now whether the sign-in has ended"
        }
    }
}
