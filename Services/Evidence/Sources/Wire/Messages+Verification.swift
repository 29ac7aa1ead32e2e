internal import MeshAPI
internal import MeshKernel

extension EvidenceV1.PublicSeals {
    init(_ found: (seals: [EvidenceCertificate], more: Bool)) {
        self.init(seals: found.seals.map { EvidenceV1.PublicSeal($0) }, more: found.more)
    }
}

extension EvidenceV1.PublicSeal {
    init(_ certificate: EvidenceCertificate) {
        self.init(
            number: certificate.number.description, name: certificate.name, project: certificate.projectTitle,
            holder: certificate.holder, holderVerification: certificate.verification.rawValue,
            possessionShown: certificate.mode == .bytes, sha256: certificate.digests.sha256,
            sm3: certificate.digests.sm3, acceptedAt: GoogleProtobuf.Timestamp(certificate.acceptedAt),
            timestampAt: GoogleProtobuf.Timestamp(certificate.timestampAt), logOrigin: certificate.logOrigin,
            logIndex: certificate.logIndex, leafHash: certificate.leafHash.bytes,
            tokenSerial: certificate.tokenSerial, tokenPolicy: certificate.tokenPolicy,
            tokenIssuer: certificate.tokenIssuer)
    }
}

extension CanonicalJSON {
    /// What a stranger is answered: the seals and what they show.
    init(_ found: (seals: [EvidenceCertificate], more: Bool)) {
        self = .object([
            .init("seals", .array(found.seals.map { CanonicalJSON($0) })), .init("more", .boolean(found.more)),
            .init(
                "shows",
                .string(
                    "that these bytes existed no later than timestampAt and have not changed since; not who made them")
            ),
        ])
    }

    /// The facts of a certificate, in the names of PublicSeal.
    private init(_ certificate: EvidenceCertificate) {
        self = .object([
            .init("number", .string(certificate.number.description)), .init("name", .string(certificate.name)),
            .init("project", .string(certificate.projectTitle)), .init("holder", .string(certificate.holder)),
            .init("holderVerification", .string(certificate.verification.rawValue)),
            .init("possessionShown", .boolean(certificate.mode == .bytes)),
            .init("sha256", .string(Hexadecimal.encode(certificate.digests.sha256))),
            .init("sm3", .string(Hexadecimal.encode(certificate.digests.sm3))),
            .init("acceptedAt", .string(Moment.text(certificate.acceptedAt))),
            .init("timestampAt", .string(Moment.text(certificate.timestampAt))),
            .init("logOrigin", .string(certificate.logOrigin)), .init("logIndex", .number(certificate.logIndex)),
            .init("leafHash", .string(Hexadecimal.encode(certificate.leafHash.bytes))),
            .init("tokenSerial", .string(certificate.tokenSerial)),
            .init("tokenPolicy", .string(certificate.tokenPolicy)),
            .init("tokenIssuer", .string(certificate.tokenIssuer)),
        ])
    }
}
