internal import MeshCrypto
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// The seals that a question is about, as their certificates tell them, those that were sealed first; and whether
    /// there are more. Every answer is held against the log's own entry first. What was sealed in the log before this one
    /// came first: unless a number is found here, its keeper is always asked. Throws `EvidenceError.formerUnreachable`
    /// when that cannot tell now, for nobody may take a later seal for the earliest.
    func seals(
        _ question: SealQuestion, at desk: VerificationDesk
    ) async throws -> (seals: [EvidenceCertificate], more: Bool) {
        let key = try await serviceKeys.key()
        let origin = identity.origin
        let found = try await desk.reader.alongside { snapshot -> [EvidenceCertificate] in
            let count = Limits.verifySealsMax + 1
            let evidence: [OpenedEvidence]
            switch question {
            case .number(let number): evidence = try snapshot.anybodysEvidence(.number(number)).map { [$0] } ?? []
            case .sha256(let digest):
                evidence = try snapshot.evidence(sha256: key.code(of: digest, .sha256), sm3: nil, count: count)
            case .sm3(let digest):
                evidence = try snapshot.evidence(sha256: nil, sm3: key.code(of: digest, .sm3), count: count)
            case .file(let digests):
                evidence = try snapshot.evidence(
                    sha256: key.code(of: digests.sha256, .sha256), sm3: key.code(of: digests.sm3, .sm3), count: count)
            }
            return try evidence.map { evidence in
                try snapshot.checkCommitments(of: evidence)
                return try EvidenceCertificate(of: evidence, logOrigin: origin)
            }
        }
        // A number belongs to one item.
        if case .number = question, !found.isEmpty { return (found, false) }
        let earlier = try await former?.seals(question)
        let all = (earlier?.seals ?? []) + found
        guard !all.isEmpty else {
            if case .number = question { throw EvidenceError.evidenceNotFound }
            throw EvidenceError.digestNotFound
        }
        return (Array(all.prefix(Limits.verifySealsMax)), earlier?.more == true || all.count > Limits.verifySealsMax)
    }
}

/// A file that somebody asks about: digested as it comes, and not kept.
struct QuestionedFile {
    private let source: String?
    private let desk: VerificationDesk
    private let offload: OffloadPool
    private var sha256 = StreamingDigest(.sha256)
    private var sm3 = StreamingDigest(.sm3)
    private var bytes = 0

    init(source: String?, desk: VerificationDesk, offload: OffloadPool) {
        self.source = source
        self.desk = desk
        self.offload = offload
    }

    /// Takes the next piece. Throws `EvidenceError.questionTooLarge`, `tooManyQuestions` and `tooBusy`.
    mutating func take(_ piece: [UInt8]) async throws {
        guard !piece.isEmpty else { return }
        guard piece.count <= desk.fileBytesMax - bytes else {
            throw EvidenceError.questionTooLarge(maximumBytes: desk.fileBytesMax)
        }
        try desk.budget.send(piece.count, source)
        bytes += piece.count
        guard piece.count > Limits.inlineDigestBytesMax else {
            sha256.update(piece)
            sm3.update(piece)
            return
        }
        let (before256, before3) = (sha256, sm3)
        (sha256, sm3) = try await desk.digesting.hold {
            try await offload.run { () throws(Never) in
                var (sha256, sm3) = (before256, before3)
                sha256.update(piece)
                sm3.update(piece)
                return (sha256, sm3)
            }
        }
    }

    /// The question about the whole file. Throws `EvidenceError.emptyQuestion`.
    func question() throws(EvidenceError) -> SealQuestion {
        guard bytes > 0 else { throw .emptyQuestion }
        return .file(FileDigests(sha256: sha256.finish(), sm3: sm3.finish()))
    }
}

extension EvidenceCertificate {
    /// What the certificate of a stored item says.
    init(of evidence: OpenedEvidence, logOrigin: String) throws(Fault) {
        guard let response = try? TimestampResponse(der: evidence.response),
            let token = try? TimestampToken(der: response.granted())
        else { throw .unreadable(BundleFile.token) }
        let chain = try? Certificate.list(pem: Array(evidence.authorityChain.utf8), path: BundleFile.authorityChain)
        guard let signer = chain?.first else { throw .unreadable(BundleFile.authorityChain) }
        self.init(
            metadata: evidence.metadata, sha256: evidence.opening.sha256, acceptedAt: evidence.item.acceptedAt,
            token: token, tokenIssuer: signer.subject, sequence: evidence.item.sequence, logOrigin: logOrigin,
            logIndex: evidence.item.logIndex, leafHash: evidence.item.leafHash, address: nil)
    }
}
