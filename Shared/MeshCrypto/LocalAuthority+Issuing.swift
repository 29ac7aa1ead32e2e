import MeshKernel

extension LocalAuthority {
    /// Makes or renews the certificate of one replica of `service`, 90 days from now. The key is made when there is none
    /// and kept otherwise, so that a renewal replaces one file and no reader ever sees a certificate with another's key.
    package func issue(_ service: String, replica: String = "1") throws(CryptoError) {
        for name in [service, replica] where !Self.isSegment(name) { throw .invalidName(name) }
        let name = replica == "1" ? service : "\(service)-\(replica)"
        guard !Self.reservedNames.contains(name) else { throw .invalidName(name) }
        try issue(
            identity: "spiffe://\(trustDomain)/\(service)/\(replica)", commonName: "\(service) \(replica)",
            fileName: name, from: signer())
    }

    /// Renews every certificate in the folder that has an identity, from the authority whose key is `mesh-ca.key`;
    /// the names of the files renewed, without their ending.
    package func renewAll() throws(CryptoError) -> [String] {
        let authority = try signer()
        var renewed: [String] = []
        for name in try FileBytes.names(in: folder, ending: ".pem") where !Self.reservedNames.contains(name) {
            let leaf = try Certificate.list(path: path(name + ".pem"))[0]
            guard !leaf.isAuthority, leaf.uris.count == 1, let uri = leaf.uris[0],
                uri.hasPrefix("spiffe://\(trustDomain)/")
            else { continue }
            try issue(identity: uri, commonName: name, fileName: name, from: authority)
            renewed.append(name)
        }
        return renewed
    }

    private func issue(
        identity: String, commonName: String, fileName: String, from authority: CertificateAuthority
    ) throws(CryptoError) {
        let keyPath = path(fileName + ".key")
        let key: PrivateKey
        if FileBytes.exists(keyPath) {
            key = try PrivateKey(path: keyPath)
        } else {
            key = try PrivateKey(generating: .p256)
            try FileBytes.create(keyPath, key.pem(), mode: Self.fileMode)
        }
        let leaf = try authority.issue(
            DistinguishedName(commonName: commonName), for: key, profile: .service(identity: identity),
            validity: .days(Limits.serviceCertificateDays, from: time.wall()), random: random)
        try FileBytes.replace(
            path(fileName + ".pem"), Self.pem([leaf, authority.certificate]), mode: Self.fileMode)
    }

    /// The authority that signs now: of the certificates in `mesh-ca.pem` the one that `mesh-ca.key` belongs to.
    func signer() throws(CryptoError) -> CertificateAuthority {
        let key = try PrivateKey(path: path("mesh-ca.key"))
        guard let certificate = try Certificate.list(path: path("mesh-ca.pem")).first(where: { $0.belongs(to: key) })
        else { throw .mismatched(certificate: path("mesh-ca.pem"), key: path("mesh-ca.key")) }
        return CertificateAuthority(certificate: certificate, key: key)
    }

    /// Files that are no service's.
    private static let reservedNames: Set<String> = [
        "mesh-ca", "mesh-ca-next", "tsa-ca", "tsa", "log", "token-identity", "token-dev", "master",
    ]

    /// What may stand in a path of an identity and in a file's name: short, and no dots at its start.
    private static func isSegment(_ text: String) -> Bool {
        let bytes = text.utf8
        guard (1...Limits.nameBytesMax).contains(bytes.count), bytes.first != UInt8(ascii: ".") else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
