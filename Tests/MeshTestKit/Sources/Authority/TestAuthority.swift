package import MeshCrypto
package import MeshKernel
package import MeshTLS

/// A throw-away authority for tests, in a temporary folder: good certificates for any service, and bad ones of each kind
/// that a peer must refuse. Files are made when they are first asked for.
package final class TestAuthority: Sendable {
    /// Where its files are; `pki` in it is the folder that `colophon pki init` would make.
    package let folder: TemporaryFolder
    /// The authority whose certificates peers trust.
    package let local: LocalAuthority
    private let time: any TimeSource

    /// Makes the authority and the certificates of `services`.
    package init(
        services: [String] = LocalAuthority.firstServices, trustDomain: String = "colophon",
        time: any TimeSource = SystemTime()
    ) throws {
        folder = try TemporaryFolder("authority")
        self.time = time
        local = LocalAuthority(folder: folder.path + "/pki", trustDomain: trustDomain, time: time)
        try local.initialize(services: services)
    }

    /// The file that peers trust.
    package var trust: String { local.folder + "/mesh-ca.pem" }

    /// The files of a good certificate of `service`; made when it is not there yet.
    package func files(_ service: String, replica: String = "1") throws -> TLSFiles {
        let path = local.folder + "/" + (replica == "1" ? service : "\(service)-\(replica)")
        if !FileBytes.exists(path + ".pem") { try local.issue(service, replica: replica) }
        return TLSFiles(certificate: path + ".pem", key: path + ".key", trust: [trust])
    }

    /// Checked credentials of `service`.
    package func credentials(_ service: String, replica: String = "1") throws -> TLSCredentials {
        try TLSCredentials(files: files(service, replica: replica), trustDomain: local.trustDomain, time: time)
    }

    /// Unchecked credentials with a certificate that has `flaw`, for a peer that shall be refused.
    package func credentials(_ service: String, with flaw: CertificateFlaw) throws -> TLSCredentials {
        try TLSCredentials(
            unchecked: files(service, with: flaw), trustDomain: local.trustDomain, time: time)
    }

    /// The files of a certificate of `service` that has `flaw`.
    package func files(_ service: String, with flaw: CertificateFlaw) throws -> TLSFiles {
        let path = folder.path + "/\(service)-\(flaw.rawValue)"
        let files = TLSFiles(certificate: path + ".pem", key: path + ".key", trust: [trust])
        if FileBytes.exists(files.certificate) { return files }
        let key = try PrivateKey(generating: .p256)
        let authority = try flaw == .foreignAuthority ? foreignAuthority() : signer()
        let certificate = try authority.issue(
            DistinguishedName(commonName: "\(service) \(flaw.rawValue)"), for: key,
            profile: flaw.profile(service: service, trustDomain: local.trustDomain),
            validity: flaw.validity(now: time.wall()), random: SystemRandom())
        try FileBytes.replace(files.key, key.pem(), mode: 0o600)
        try FileBytes.replace(files.certificate, certificate.pem(), mode: 0o600)
        return files
    }

    private func signer() throws -> CertificateAuthority {
        let key = try PrivateKey(path: local.folder + "/mesh-ca.key")
        let certificates = try Certificate.list(path: trust)
        guard let certificate = certificates.first(where: { $0.belongs(to: key) }) else {
            throw CryptoError.mismatched(certificate: trust, key: local.folder + "/mesh-ca.key")
        }
        return CertificateAuthority(certificate: certificate, key: key)
    }

    private func foreignAuthority() throws -> CertificateAuthority {
        try CertificateAuthority.make(
            name: "foreign authority", validity: .days(1, from: time.wall()), random: SystemRandom())
    }
}
