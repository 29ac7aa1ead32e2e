/// What is wrong with a certificate, the peer's or one's own.
public enum CertificateFault: Sendable, Equatable {
    /// No trusted authority stands behind it.
    case unknownAuthority
    /// Its last moment has passed.
    case expired
    /// Its first moment has not come.
    case notYetValid
    /// A signature in its chain is wrong.
    case badSignature
    /// It does not say that it may be used at this end (extended key usage: `serverAuth`, `clientAuth`).
    case wrongUsage
    /// It is an authority's own certificate, which names no process.
    case authorityAsLeaf
    /// It has no URI among its names.
    case withoutIdentity
    /// It has more than one URI among its names.
    case severalIdentities(count: Int)
    /// Its URI is not `spiffe://<trust-domain>/<service>/<replica>`.
    case malformedIdentity
    /// OpenSSL refuses it for a rarer reason, in OpenSSL's words.
    case other(String)
}

extension CertificateFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownAuthority: "it is not from an authority trusted here"
        case .expired: "it has expired"
        case .notYetValid: "it is not valid yet; is a clock wrong?"
        case .badSignature: "a signature in its chain is wrong"
        case .wrongUsage: "it is not made for this end of a connection (extended key usage)"
        case .authorityAsLeaf: "it is an authority's own"
        case .withoutIdentity: "it has no URI among its names"
        case .severalIdentities(let count): "it has \(count) URIs among its names, one is allowed"
        case .malformedIdentity: "its URI is not spiffe://<trust-domain>/<service>/<replica>"
        case .other(let reason): reason
        }
    }
}
