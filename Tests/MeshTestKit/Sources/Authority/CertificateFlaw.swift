package import MeshCrypto
package import MeshKernel

/// What can be wrong with a certificate of `TestAuthority`. Everything else about it is right.
package enum CertificateFlaw: String, Sendable, CaseIterable {
    /// Ended an hour ago.
    case expired
    /// Begins in an hour.
    case notYetValid
    /// Signed by a root that nobody trusts.
    case foreignAuthority
    /// Has a host name and no URI.
    case withoutURI
    /// Has no names at all.
    case withoutNames
    /// Has two identities.
    case twoURIs
    /// Has a URI that is no identity.
    case malformedURI
    /// Has a URI with a service and no replica.
    case shortURI
    /// Belongs to another realm.
    case wrongTrustDomain
    /// May be used by servers only.
    case serverOnly
    /// May be used by clients only.
    case clientOnly
    /// Says nothing about its use.
    case withoutUsage
    /// May sign code.
    case codeSigning
    /// Is an authority's own.
    case authority

    /// The extensions of a certificate for `service` with this flaw.
    package func profile(service: String, trustDomain: String) -> CertificateProfile {
        let identity = "URI:spiffe://\(trustDomain)/\(service)/1"
        let both = "serverAuth,clientAuth"
        return switch self {
        case .expired, .notYetValid, .foreignAuthority: .raw(Self.extensions(names: identity, usage: both))
        case .withoutURI: .raw(Self.extensions(names: "DNS:localhost", usage: both))
        case .withoutNames: .raw(Self.extensions(names: nil, usage: both))
        case .twoURIs:
            .raw(Self.extensions(names: "\(identity),URI:spiffe://\(trustDomain)/operator/1", usage: both))
        case .malformedURI: .raw(Self.extensions(names: "URI:https://\(trustDomain)/\(service)/1", usage: both))
        case .shortURI: .raw(Self.extensions(names: "URI:spiffe://\(trustDomain)/\(service)", usage: both))
        case .wrongTrustDomain:
            .raw(Self.extensions(names: "URI:spiffe://elsewhere.\(trustDomain)/\(service)/1", usage: both))
        case .serverOnly: .raw(Self.extensions(names: identity, usage: "serverAuth"))
        case .clientOnly: .raw(Self.extensions(names: identity, usage: "clientAuth"))
        case .withoutUsage: .raw(Self.extensions(names: identity, usage: nil))
        case .codeSigning: .raw(Self.extensions(names: identity, usage: "codeSigning"))
        case .authority: .raw(Self.extensions(names: identity, usage: both, isAuthority: true))
        }
    }

    /// When such a certificate is good.
    package func validity(now: WallTime) -> Validity {
        switch self {
        case .expired: Validity(from: now.advanced(by: .seconds(-86_400)), until: now.advanced(by: .seconds(-3_600)))
        case .notYetValid: Validity(from: now.advanced(by: .seconds(3_600)), until: now.advanced(by: .seconds(86_400)))
        default: .days(1, from: now)
        }
    }

    private static func extensions(
        names: String?, usage: String?, isAuthority: Bool = false
    ) -> [CertificateProfile.Extension] {
        var list = [
            CertificateProfile.Extension("basicConstraints", isAuthority ? "critical,CA:TRUE" : "critical,CA:FALSE"),
            CertificateProfile.Extension(
                "keyUsage", isAuthority ? "critical,digitalSignature,keyCertSign" : "critical,digitalSignature"),
        ]
        if let usage { list.append(CertificateProfile.Extension("extendedKeyUsage", usage)) }
        if let names { list.append(CertificateProfile.Extension("subjectAltName", names)) }
        list.append(CertificateProfile.Extension("subjectKeyIdentifier", "hash"))
        list.append(CertificateProfile.Extension("authorityKeyIdentifier", "keyid:always"))
        return list
    }
}
