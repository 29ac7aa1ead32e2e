package import MeshKernel

/// The folder of keys and certificates that `colophon pki` keeps; the only place where a key is ever made.
///
/// | file | what it is |
/// |---|---|
/// | `mesh-ca.pem`, `mesh-ca.key` | the mesh's root; the file holds two certificates while one replaces the other |
/// | `mesh-ca-next.key` | the next root's key between the two steps of a rotation |
/// | `tsa-ca.pem`, `tsa-ca.key` | the timestamps' root, unrelated to the mesh's |
/// | `tsa.pem`, `tsa.key` | the timestamp signer, then its root |
/// | `<service>.pem`, `<service>.key` | a service's leaf, then its root; `<service>-<replica>` for replicas but `1` |
/// | `log.key`, `log.pub` | the log's Ed25519 key, and the line that publishes it |
/// | `token-identity.key`, `token-identity.pub` | the Ed25519 key with which identity signs access tokens |
/// | `token-dev.key`, `token-dev.pub` | the Ed25519 key for development tokens |
/// | `master.key` | 32 random bytes that seal personal data |
///
/// Every file has mode 0600, the folder 0700. A file appears whole or not at all.
package struct LocalAuthority: Sendable {
    /// Who gets a certificate at `init`: the services that there are, the command line, the public gateway.
    package static let firstServices = ["identity", "evidence", "notify", "operator", "gateway"]
    /// The key with which identity signs access tokens, and what everybody verifies them with.
    package static let identityTokenKey = (key: "token-identity.key", publicName: "token-identity.pub")
    /// The log's name unless one is given.
    package static let defaultOrigin = "colophon.local/log"

    /// Path of the folder where the keys and certificates lie.
    package let folder: String
    /// First part of every identity that is issued here.
    package let trustDomain: String
    let time: any TimeSource
    let random: any RandomSource

    /// The authority in `folder`, which need not exist yet.
    package init(
        folder: String, trustDomain: String = "colophon", time: any TimeSource = SystemTime(),
        random: any RandomSource = SystemRandom()
    ) {
        self.folder = folder
        self.trustDomain = trustDomain
        self.time = time
        self.random = random
    }

    /// Makes the folder with everything in it, all at once: it is put together beside its place and then renamed.
    /// `exists` when anything is in the folder already; nothing is ever overwritten.
    package func initialize(
        services: [String] = firstServices, origin: String = defaultOrigin
    ) throws(CryptoError) {
        guard FileBytes.isAbsentOrEmptyFolder(folder) else { throw .exists(path: folder) }
        let unfinished = LocalAuthority(
            folder: FileBytes.withoutTrailingSlashes(folder) + ".unfinished-" + Hexadecimal.encode(random.bytes(6)),
            trustDomain: trustDomain, time: time, random: random)
        try FileBytes.makePrivateFolder(unfinished.folder)
        do throws(CryptoError) {
            try unfinished.fill(services: services, origin: origin)
            try FileBytes.moveFolder(unfinished.folder, to: folder)
        } catch {
            FileBytes.removeFolder(unfinished.folder)
            throw error
        }
    }

    private func fill(services: [String], origin: String) throws(CryptoError) {
        let mesh = try CertificateAuthority.make(
            name: "mesh authority", validity: .days(Limits.authorityCertificateDays, from: time.wall()), random: random)
        try save(mesh.key, certificates: [mesh.certificate], as: "mesh-ca")
        for service in services { try issue(service) }
        try fillTimestamps()
        let log = try makeSigningKey("log.key")
        guard let line = LogVerifierKey.line(name: origin, key: log) else { throw .invalidName(origin) }
        try FileBytes.create(path("log.pub"), Array((line + "\n").utf8), mode: Self.fileMode)
        _ = try makeSigningKey(Self.identityTokenKey.key, publicName: Self.identityTokenKey.publicName)
        _ = try makeSigningKey("token-dev.key", publicName: "token-dev.pub")
        try FileBytes.create(path("master.key"), random.bytes(Limits.sealingKeyBytes), mode: Self.fileMode)
    }

    private func fillTimestamps() throws(CryptoError) {
        let validity = Validity.days(Limits.authorityCertificateDays, from: time.wall())
        let root = try CertificateAuthority.make(name: "timestamp authority", validity: validity, random: random)
        try save(root.key, certificates: [root.certificate], as: "tsa-ca")
        let key = try PrivateKey(generating: .p256)
        let signer = try root.issue(
            DistinguishedName(commonName: "timestamp signer"), for: key, profile: .timestampSigner, validity: validity,
            random: random)
        try save(key, certificates: [signer, root.certificate], as: "tsa")
    }

    private func makeSigningKey(_ name: String, publicName: String? = nil) throws(CryptoError) -> VerifyingKey {
        let key = try PrivateKey(generating: .ed25519)
        try FileBytes.create(path(name), key.pem(), mode: Self.fileMode)
        if let publicName { try FileBytes.create(path(publicName), key.publicPEM(), mode: Self.fileMode) }
        guard let publicKey = VerifyingKey(key) else {
            throw .refused(operation: "making a key", reason: "it is not Ed25519")
        }
        return publicKey
    }

    private func save(_ key: PrivateKey, certificates: [Certificate], as name: String) throws(CryptoError) {
        try FileBytes.create(path(name + ".key"), key.pem(), mode: Self.fileMode)
        try FileBytes.create(path(name + ".pem"), Self.pem(certificates), mode: Self.fileMode)
    }

    static let fileMode: UInt32 = 0o600

    static func pem(_ certificates: [Certificate]) throws(CryptoError) -> [UInt8] {
        var bytes: [UInt8] = []
        for certificate in certificates { bytes += try certificate.pem() }
        return bytes
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }
}
