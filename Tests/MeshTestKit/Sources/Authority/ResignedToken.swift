package import MeshCrypto
import MeshKernel

/// The statement of a timestamp signed anew by `openssl cms`, as by an authority whose certificate is another.
package enum ResignedToken {
    /// By what the token names its signer's certificate.
    package enum Binding: Sendable {
        /// As before RFC 5816.
        case sha1
        case sha256
        /// It does not.
        case none

        var options: [String] {
            switch self {
            case .sha1: ["-md", "sha1", "-cades"]
            case .sha256: ["-md", "sha256", "-cades"]
            case .none: ["-md", "sha256"]
            }
        }
    }

    /// id-ct-TSTInfo, 1.2.840.113549.1.9.16.1.4, as an element.
    private static let timestampInfo: [UInt8] = [
        0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04,
    ]

    /// DER of a token that states what the one in `token` does, signed by a fresh key with a certificate of `profile`
    /// that `root` has issued.
    package static func der(
        stating token: [UInt8], below root: CertificateAuthority, profile: CertificateProfile, validity: Validity,
        binding: Binding = .sha256
    ) async throws -> [UInt8] {
        let folder = try TemporaryFolder("resigned")
        let key = try PrivateKey(generating: .p256)
        let certificate = try root.issue(
            DistinguishedName(commonName: "another signer"), for: key, profile: profile, validity: validity,
            random: SystemRandom())
        try WholeFile.replace(folder.file("signer.pem"), with: certificate.pem())
        try FileBytes.create(folder.file("signer.key"), key.pem(), mode: 0o600)
        try WholeFile.replace(folder.file("statement"), with: statement(of: token))
        let program = try await FinishedProgram(
            [
                "openssl", "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-econtent_type",
                "1.2.840.113549.1.9.16.1.4", "-in", folder.file("statement"), "-signer", folder.file("signer.pem"),
                "-inkey", folder.file("signer.key"), "-outform", "DER", "-out", folder.file("token"),
            ] + binding.options, logs: folder.path)
        guard program.exit == .code(0) else { throw SystemFailure("sign a statement: \(program.errors)") }
        return try WholeFile.contents(folder.file("token"))
    }

    /// The DER of TSTInfo: what the first OCTET STRING behind its type holds, which has fewer than 65,536 bytes.
    private static func statement(of token: [UInt8]) throws -> [UInt8] {
        guard let type = token.firstRange(of: timestampInfo) else { throw SystemFailure("find a token's statement") }
        var place = type.upperBound
        var length = 0
        // [0], then OCTET STRING.
        for _ in 0..<2 {
            let first = Int(token[place + 1])
            let count = first < 0x80 ? 0 : first & 0x7F
            length = count == 0 ? first : token[(place + 2)..<(place + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
            place += 2 + count
        }
        return Array(token[place..<(place + length)])
    }
}
