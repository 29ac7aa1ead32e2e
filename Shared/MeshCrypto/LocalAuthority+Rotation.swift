import MeshKernel

/// One root replaced by another without refusing a connection takes three steps, with a reload (SIGHUP) of every service
/// after each:
///
/// 1. `trustNext`: a new root is made and trusted beside the old one, which goes on signing.
/// 2. `switchOver`: the new root signs, and every service's certificate is renewed from it. Everyone trusts both.
/// 3. `forgetPrevious`: only the new root is trusted. A certificate that was missed in step 2 is refused from here on.
///
/// `rotate` does the first two at once. Between two services' reloads the one that has reloaded shows a certificate
/// the other does not trust yet; so it is for a mesh that is stopped, or may refuse connections for a moment.
extension LocalAuthority {
    /// Where a rotation stands.
    package enum RotationPhase: Sendable, Equatable {
        /// One root is trusted, and signs.
        case settled
        /// A second root is trusted beside the one that signs: `trustNext` is done.
        case trusted
        /// The newer of two trusted roots signs: `switchOver` is done, or was cut short while it renewed.
        case switched
    }

    /// Where the rotation in this folder stands, told by the files alone.
    package func rotationPhase() throws(CryptoError) -> RotationPhase {
        let trusted = try Certificate.list(path: path("mesh-ca.pem"))
        let keyPath = path("mesh-ca-next.key")
        if FileBytes.exists(keyPath) {
            let key = try PrivateKey(path: keyPath)
            if trusted.contains(where: { $0.belongs(to: key) }) { return .trusted }
        }
        return trusted.count > 1 ? .switched : .settled
    }

    /// Makes the next root and trusts it, beside the one that still signs. Does nothing when that was done already.
    package func trustNext() throws(CryptoError) {
        let authority = try signer()
        var trusted = try Certificate.list(path: path("mesh-ca.pem"))
        let keyPath = path("mesh-ca-next.key")
        if FileBytes.exists(keyPath) {
            // The key is written before the certificate: a key without one is a step cut short, and starts again.
            let key = try PrivateKey(path: keyPath)
            if trusted.contains(where: { $0.belongs(to: key) }) { return }
        }
        let next = try CertificateAuthority.make(
            name: "mesh authority", validity: .days(Limits.authorityCertificateDays, from: time.wall()), random: random)
        try FileBytes.replace(keyPath, next.key.pem(), mode: Self.fileMode)
        // Of roots before the present one nothing is left to sign or trust.
        trusted = [next.certificate, authority.certificate]
        try FileBytes.replace(path("mesh-ca.pem"), Self.pem(trusted), mode: Self.fileMode)
    }

    /// Lets the next root sign, destroys the old one's key, and renews every certificate; the names of those renewed.
    /// Throws `missing` without `trustNext` before. When it is cut short after the switch, `renewAll` does the rest.
    package func switchOver() throws(CryptoError) -> [String] {
        let keyPath = path("mesh-ca-next.key")
        let key = try PrivateKey(path: keyPath)
        guard try Certificate.list(path: path("mesh-ca.pem")).contains(where: { $0.belongs(to: key) }) else {
            throw .mismatched(certificate: path("mesh-ca.pem"), key: keyPath)
        }
        try FileBytes.moveFile(keyPath, to: path("mesh-ca.key"))
        return try renewAll()
    }

    /// Trusts only the root that signs.
    package func forgetPrevious() throws(CryptoError) {
        try FileBytes.replace(path("mesh-ca.pem"), signer().certificate.pem(), mode: Self.fileMode)
    }

    /// Makes a new root, trusts it beside the old one, and renews every certificate from it; the names of those renewed.
    package func rotate() throws(CryptoError) -> [String] {
        try trustNext()
        return try switchOver()
    }
}
