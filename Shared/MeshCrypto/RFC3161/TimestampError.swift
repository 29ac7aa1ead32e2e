/// Why a timestamp could not be made, read or believed.
package enum TimestampError: Error, Sendable, Equatable {
    /// A certificate or key of the authority, or an anchor, cannot be used.
    case unusable(CryptoError)
    /// OpenSSL failed for a reason that is not the caller's; its own words.
    case library(String)
    /// The clock cannot be vouched for now (RFC 3161 failure `timeNotAvailable`).
    case timeNotAvailable
    /// The authority answered a refusal: PKIStatus and, if it named one, the number of the failure bit.
    case refused(status: Int, failure: Int?)
    /// The bytes are not a strict DER TimeStampResp or TimeStampToken.
    case malformed(String)
    /// The token is over another digest, or another algorithm.
    case wrongImprint
    /// The token does not repeat the nonce of the request.
    case wrongNonce
    /// The signature, the certificate's chain at the token's time, or its binding to the signer does not hold.
    case untrusted(String)
    /// The signer's extended key usage is not critical or not exactly timeStamping.
    case wrongKeyUsage
    /// The token names its signer's certificate by a digest that is not accepted here, SHA-1 among them, or not at all.
    case unboundCertificate
}
