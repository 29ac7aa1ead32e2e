internal import MeshAPI
internal import MeshKernel
package import MeshRPC

/// The service that keeps the log before this one, asked over the mesh. What is not here is asked for there, for the same
/// account, with the token that its caller sent.
package struct FormerLog: FormerSeals {
    private let evidence: EvidenceV1.EvidenceClient
    private let erasure: EvidenceV1.ErasureClient
    private let verification: EvidenceV1.VerificationClient

    /// Asks through `client`, which outlives the calls.
    package init(_ client: RPCClient) {
        evidence = EvidenceV1.EvidenceClient(client)
        erasure = EvidenceV1.ErasureClient(client)
        verification = EvidenceV1.VerificationClient(client)
    }

    package func seals(
        _ question: SealQuestion
    ) async throws(EvidenceError) -> (seals: [EvidenceCertificate], more: Bool)? {
        let options = CallOptions(timeout: .milliseconds(Limits.formerQuestionMilliseconds))
        let answer: EvidenceV1.PublicSeals
        do throws(RPCError) {
            switch question {
            case .number(let number):
                let request = EvidenceV1.VerifyNumberRequest(number: number.description)
                answer = EvidenceV1.PublicSeals(
                    seals: [try await verification.verifyNumber(request, options: options)], more: false)
            case .sha256(let digest):
                answer = try await verification.verifyDigest(.init(digest: .sha256(digest)), options: options)
            case .sm3(let digest):
                answer = try await verification.verifyDigest(.init(digest: .sm3(digest)), options: options)
            case .file(let digests):
                answer = try await verification.verifyDigest(.init(digest: .sha256(digests.sha256)), options: options)
            }
        } catch {
            let reason = error.reason.flatMap { RefusalReason(rawValue: $0.reason) }
            if reason == .evidenceNotFound || reason == .digestNotFound { return nil }
            throw reason == .erased ? EvidenceError.erased : EvidenceError.formerUnreachable
        }
        let seals = answer.seals.compactMap { EvidenceCertificate($0) }
        guard seals.count == answer.seals.count else { throw .formerUnreachable }
        return (seals, answer.more)
    }

    /// The item of that account.
    func item(
        _ request: EvidenceV1.GetEvidenceRequest, _ context: ServerContext
    ) async throws -> EvidenceV1.EvidenceItem {
        try await evidence.getEvidence(request, options: Self.options(context))
    }

    /// Hands the bundle on as it comes.
    func bundle(
        _ request: EvidenceV1.GetBundleRequest, to responses: ResponseWriter<EvidenceV1.BundleChunk>,
        _ context: ServerContext
    ) async throws {
        try await evidence.getBundle(request, options: Self.options(context)) { chunks in
            for try await chunk in chunks { try await responses.write(chunk) }
        }
    }

    /// Erases an item there, for its holder or at the staff's word.
    func erase(
        _ request: EvidenceV1.EraseItemRequest, byStaff: Bool, _ context: ServerContext
    ) async throws -> EvidenceV1.ItemErasure {
        byStaff
            ? try await erasure.eraseItemOnRequest(request, options: Self.options(context))
            : try await erasure.eraseItem(request, options: Self.options(context))
    }

    /// Erases everything of an account there.
    func eraseSubject(
        _ request: EvidenceV1.EraseSubjectRequest, _ context: ServerContext
    ) async throws -> EvidenceV1.SubjectErasure {
        try await erasure.eraseSubject(request, options: Self.options(context))
    }

    private static func options(_ context: ServerContext) -> CallOptions {
        CallOptions(deadline: context.deadline, authorization: context.metadata["authorization"])
    }
}

extension FormerLog? {
    /// What `here` gives, and where it has no such item what `there` does. Not there either is not there at all.
    func orElse<T>(
        here: () async throws -> T, there: (FormerLog) async throws -> T
    ) async throws -> T {
        do {
            return try await here()
        } catch EvidenceError.evidenceNotFound {
            guard let self else { throw EvidenceError.evidenceNotFound }
            return try await there(self)
        }
    }
}

extension EvidenceCertificate {
    /// As the service of the log before tells it; nil when that is none. What a stranger is not told stays empty.
    init?(_ seal: EvidenceV1.PublicSeal) {
        guard let number = EvidenceNumber(seal.number), let leafHash = TreeHash(seal.leafHash),
            let verification = WorkMetadata.Holder.Verification(rawValue: seal.holderVerification),
            let accepted = seal.acceptedAt.flatMap({ WallTime($0) }),
            let timestamp = seal.timestampAt.flatMap({ WallTime($0) }),
            seal.sha256.count == FileDigests.byteCount, seal.sm3.count == FileDigests.byteCount
        else { return nil }
        self.init(
            told: number, name: seal.name, projectTitle: seal.project, holder: seal.holder, verification: verification,
            mode: seal.possessionShown ? .bytes : .digest,
            digests: FileDigests(sha256: seal.sha256, sm3: seal.sm3), acceptedAt: accepted,
            timestampAt: timestamp, logOrigin: seal.logOrigin, logIndex: seal.logIndex, leafHash: leafHash,
            tokenSerial: seal.tokenSerial, tokenPolicy: seal.tokenPolicy, tokenIssuer: seal.tokenIssuer)
    }
}
