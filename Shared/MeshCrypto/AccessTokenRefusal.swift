/// Why a token is not believed.
package enum AccessTokenRefusal: Error, Sendable, Equatable, CaseIterable {
    /// Longer than any token of ours.
    case tooLong
    /// Not three parts in the alphabet for addresses, or not the JSON they should be.
    case malformed
    /// Signed with anything but EdDSA, or not signed.
    case wrongAlgorithm
    /// Of another type than JWT.
    case wrongType
    /// Signed with a key that is not known here.
    case unknownKey
    /// The signature is not that key's.
    case badSignature
    /// Its time is over.
    case expired
    /// It was made later than now.
    case issuedInFuture
    /// It claims to live longer than five minutes, or to end before it begins.
    case lifetimeTooLong
    /// It is for other services.
    case wrongAudience
}

extension AccessTokenRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong: "the token is longer than \(Limits.tokenBytesMax) bytes"
        case .malformed: "the token is malformed"
        case .wrongAlgorithm: "the token is not signed with EdDSA"
        case .wrongType: "the token is not a JWT"
        case .unknownKey: "the token is signed with a key that is not known here"
        case .badSignature: "the token's signature is wrong"
        case .expired: "the token has expired"
        case .issuedInFuture: "the token was issued in the future; is a clock wrong?"
        case .lifetimeTooLong: "the token does not live between zero and \(Limits.tokenLifetimeSecondsMax) seconds"
        case .wrongAudience: "the token is for other services"
        }
    }
}
