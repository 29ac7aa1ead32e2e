import COpenSSL
package import MeshKernel

/// A P-256 certificate authority: its certificate and key, and what it signs. Used by `colophon pki` and by tests.
package struct CertificateAuthority: Sendable {
    /// The authority's own certificate, self-signed.
    /// What peers trust.
    /// The key that signs what the authority issues.
    package let certificate: Certificate
    /// What signs.
    package let key: PrivateKey

    /// An authority read from files, or made before.
    package init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// A new self-signed root. Its name carries the first bytes of its key's digest, so that two roots of the same
    /// `name` never have the same subject.
    package static func make(
        name: String, validity: Validity, random: any RandomSource
    ) throws(CryptoError) -> CertificateAuthority {
        let key = try PrivateKey(generating: .p256)
        let mark = Hexadecimal.encode(Digest.sha256(try key.publicPEM()).prefix(4))
        let subject = DistinguishedName(commonName: "\(name) \(mark)")
        let certificate = try CertificateBuilder(
            subject: subject, profile: .authority, validity: validity, random: random
        ).sign(subjectKey: key, issuer: nil, issuerKey: key)
        return CertificateAuthority(certificate: certificate, key: key)
    }

    /// A certificate for `subjectKey`, signed by this authority.
    package func issue(
        _ subject: DistinguishedName, for subjectKey: PrivateKey, profile: CertificateProfile, validity: Validity,
        random: any RandomSource
    ) throws(CryptoError) -> Certificate {
        try CertificateBuilder(subject: subject, profile: profile, validity: validity, random: random)
            .sign(subjectKey: subjectKey, issuer: certificate, issuerKey: key)
    }
}
