internal import COpenSSL
internal import MeshKernel

/// What all tokens of one signer have alike, encoded once, and the way to fill in the rest: statement, attributes,
/// signature. The form is that of RFC 3161 (section 2.4.2), RFC 5652 (section 5) and RFC 5816; OpenSSL makes the same
/// bytes, by decoding and encoding certificates and keys anew for each token.
struct TokenFrame: Sendable {
    /// What one token says.
    struct Statement: Sendable {
        let algorithm: TimestampDigest
        let digest: [UInt8]
        /// Big-endian, without sign.
        let serial: [UInt8]
        let time: WallTime
        let nonce: UInt64
    }

    /// TSTInfo's version and policy.
    private let statementHead: [UInt8]
    private let accuracy: [UInt8]
    /// SignedData's version and digest algorithms.
    private let dataHead: [UInt8]
    /// SignedData's certificates: the signer's.
    private let certificates: [UInt8]
    /// SignerInfo's version, signer and digest algorithm.
    private let signerHead: [UInt8]
    /// The attribute that binds the signature to its certificate (RFC 5035).
    private let signingCertificate: [UInt8]

    /// For tokens of the signer with this certificate under `policy`, a dotted object identifier.
    init(certificate: Certificate, policy: String, accuracyMilliseconds: Int64) throws(TimestampError) {
        let der = ASN1Bytes.encoded { i2d_X509(certificate.handle, $0) }
        guard let signer = Self.signer(of: der) else { throw .malformed("not a certificate in DER") }
        guard let object = OBJ_txt2obj(policy, 1) else { throw .library(OpenSSLFailure.reason()) }
        defer { ASN1_OBJECT_free(object) }
        let version1 = DER.unsigned([1])
        statementHead = version1 + ASN1Bytes.encoded { i2d_ASN1_OBJECT(object, $0) }
        accuracy = Self.accuracy(milliseconds: accuracyMilliseconds)
        let sha256 = DER.element(
            DER.sequence, DER.element(DER.objectIdentifier, TimestampDigest.sha256.objectIdentifier) + DER.null)
        dataHead = DER.unsigned([3]) + DER.element(DER.set, sha256)
        certificates = DER.element(DER.explicit0, der)
        signerHead = version1 + signer + sha256
        // SHA-256 is the default of ESSCertIDv2, so it is not named.
        let identifier = DER.element(DER.sequence, DER.element(DER.octetString, Digest.sha256(der)))
        signingCertificate = Self.attribute(
            DER.signingCertificateV2, DER.element(DER.sequence, DER.element(DER.sequence, identifier)))
    }

    /// The token, a DER ContentInfo. `sign` gives the DER ECDSA signature over a SHA-256.
    func token<Failure: Error>(
        stating statement: Statement, sign: ([UInt8]) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [UInt8] {
        let info = encoded(statement)
        let attributes = self.attributes(over: Digest.sha256(info), at: statement.time)
        let signature = try sign(Digest.sha256(DER.element(DER.set, attributes)))
        // What is signed is a SET; in its place it is marked [0] (RFC 5652, section 5.4).
        let signer = DER.element(
            DER.sequence,
            signerHead + DER.element(DER.explicit0, attributes) + Self.ecdsaWithSHA256
                + DER.element(DER.octetString, signature))
        let content = Self.typed(DER.timestampInfo, DER.element(DER.octetString, info))
        let data = DER.element(DER.sequence, dataHead + content + certificates + DER.element(DER.set, signer))
        return Self.typed(DER.signedData, data)
    }

    private func encoded(_ statement: Statement) -> [UInt8] {
        let nonce = (0..<8).map { UInt8(truncatingIfNeeded: statement.nonce >> (56 - 8 * UInt64($0))) }
        return DER.element(
            DER.sequence,
            statementHead + TimestampRequest.imprint(statement.digest, statement.algorithm)
                + DER.unsigned(statement.serial)
                + DER.element(DER.generalizedTime, GeneralizedTime.text(statement.time)) + accuracy
                + DER.unsigned(nonce))
    }

    /// The signed attributes, in the order of their encodings, as DER has the members of a set.
    private func attributes(over digest: [UInt8], at time: WallTime) -> [UInt8] {
        let all = [
            Self.attribute(DER.contentType, DER.element(DER.objectIdentifier, DER.timestampInfo)),
            Self.attribute(DER.signingTime, GeneralizedTime.short(time)),
            Self.attribute(DER.messageDigest, DER.element(DER.octetString, digest)),
            signingCertificate,
        ]
        return all.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }

    /// 1.2.840.10045.4.3.2, without parameters (RFC 5758).
    private static let ecdsaWithSHA256 = DER.element(
        DER.sequence, DER.element(DER.objectIdentifier, [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]))

    private static func attribute(_ type: [UInt8], _ value: [UInt8]) -> [UInt8] {
        DER.element(DER.sequence, DER.element(DER.objectIdentifier, type) + DER.element(DER.set, value))
    }

    private static func typed(_ type: [UInt8], _ content: [UInt8]) -> [UInt8] {
        DER.element(DER.sequence, DER.element(DER.objectIdentifier, type) + DER.element(DER.explicit0, content))
    }

    /// Seconds, and milliseconds behind the tag [0]; what is nothing is left out.
    private static func accuracy(milliseconds: Int64) -> [UInt8] {
        let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000)
        var parts: [UInt8] = []
        if seconds > 0 { parts += DER.unsigned(bytes(of: seconds)) }
        if rest > 0 {
            var milliseconds = DER.unsigned(bytes(of: rest))
            milliseconds[0] = 0x80
            parts += milliseconds
        }
        return DER.element(DER.sequence, parts)
    }

    private static func bytes(of number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }

    /// IssuerAndSerialNumber of a certificate (RFC 5280, section 4.1).
    private static func signer(of certificate: [UInt8]) -> [UInt8]? {
        guard let outer = DER.read(certificate[...]), outer.tag == DER.sequence, outer.whole.count == certificate.count,
            let body = DER.read(outer.contents), body.tag == DER.sequence,
            let version = DER.read(body.contents), version.tag == DER.explicit0,
            let serial = DER.read(body.contents[version.whole.endIndex...]), serial.tag == DER.integer,
            let algorithm = DER.read(body.contents[serial.whole.endIndex...]), algorithm.tag == DER.sequence,
            let issuer = DER.read(body.contents[algorithm.whole.endIndex...]), issuer.tag == DER.sequence
        else { return nil }
        return DER.element(DER.sequence, Array(issuer.whole + serial.whole))
    }
}
