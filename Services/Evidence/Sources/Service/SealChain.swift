internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

/// A seal that was put at the end of a chain.
struct SealedChain: Sendable {
    let id: Identifier
    let number: EvidenceNumber
    let project: Identifier
    let account: String
    let version: UInt32
    let timestampAt: WallTime
    let place: SealCandidate.SealedPlace
}

extension EvidenceServer {
    /// Ends the open version of a project's chain with an entry of its own, unless nothing came since the last one, and
    /// gives the whole chain under one checkpoint, ready to be handed on.
    func sealChain(
        _ text: String, of author: SealAuthor, call: IdempotentRequest, trace: String,
        event: @escaping @Sendable (SealedChain) -> [UInt8]
    ) async throws -> ChainExport {
        guard let id = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
        let account = author.account
        let sequence = try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) {
                return UInt64(String(decoding: saved.body, as: UTF8.self)) ?? 0
            }
            return try await chainTurns.take(id) {
                try await seal(chainOf: id, author: author, call: call, trace: trace, event: event)
            }
        }
        let export = try await chainExport(of: id, at: sequence, account: account)
        try await recordExport(
            of: id, before: sequence, by: author.custody(via: call.caller), named: export.fileName)
        return export
    }

    private func seal(
        chainOf id: Identifier, author: SealAuthor, call: IdempotentRequest, trace: String,
        event: @escaping @Sendable (SealedChain) -> [UInt8]
    ) async throws -> UInt64 {
        let account = author.account
        let found = try await store.read { snapshot -> (Project, UInt64?, SubjectKey)? in
            guard let project = try snapshot.project(id, account: account),
                let key = try snapshot.subjectKey(account)
            else { return nil }
            return (project, try snapshot.newestChainSeal(of: id), key)
        }
        guard let (project, newest, key) = found else { throw EvidenceError.projectNotFound }
        guard project.itemCount > 0 else { throw EvidenceError.chainEmpty }
        if let newest, newest + 1 == project.chain.nextSequence { return newest }
        try sequencer.requireGrowing()
        guard project.chain.nextSequence <= chainBounds.entriesMax else {
            throw EvidenceError.chainTooLong(maximumEntries: chainBounds.entriesMax)
        }
        let holder = try await holder(for: author, at: project.authority)
        let acceptedAt = time.wall()
        let number = EvidenceNumber(at: acceptedAt, random: random)
        let seal = identifiers.next(.chainSeal)
        let version = project.chainSeals + 1
        let content = ChainStatement(
            number: number, projectTitle: project.title, version: version, copyright: project.copyright
        ).encoded
        let sha256 = Digest.sha256(content)
        let (response, token) = try timestamp(sha256)
        let metadata = WorkMetadata(
            number: number, name: try FileName(ChainFile.content), size: UInt64(content.count),
            mediaType: try MediaType("application/json"), mode: .bytes, sm3: Digest.sm3(content),
            projectTitle: project.title, authority: project.authority,
            holder: holder,
            copyright: project.copyright)
        let opening = Opening(
            workSalt: Salt(random: random), metaSalt: Salt(random: random), sha256: sha256, meta: metadata.encoded)
        let record = ChainSealRecord(
            id: seal, number: number, project: id, account: account, version: version, acceptedAt: acceptedAt,
            timestampAt: token.time, timestampChain: authorityChainDigest,
            content: try key.seal(content, at: SealedPlaces.chainContent(seal)),
            opening: try key.seal(opening.encoded, at: SealedPlaces.chainOpening(seal)),
            response: try key.seal(response, at: SealedPlaces.chainResponse(seal)))
        let candidate = SealCandidate(
            record: .chainSeal(record), chainID: project.chainID, workCommit: opening.workCommit,
            metaCommit: opening.metaCommit, tokenHash: TreeHash(trusted: Digest.sha256(token.der)), request: call,
            answer: { SavedAnswer(status: 0, body: Array(String($0.sequence).utf8)) }, credit: nil,
            event: { place in
                event(
                    SealedChain(
                        id: seal, number: number, project: id, account: account, version: version,
                        timestampAt: token.time, place: place))
            }, trace: trace)
        return try await sequencer.append(candidate).place.sequence
    }

    private func chainExport(of project: Identifier, at sequence: UInt64, account: String) async throws -> ChainExport {
        let logKey = identity.signer.publicKey
        let witnesses = witnessing?.quorum ?? WitnessQuorum.none
        let chain = try await store.read {
            try $0.chainFrame(of: project, at: sequence, account: account, logKey: logKey, witnesses: witnesses)
        }
        guard let chain else { throw EvidenceError.projectNotFound }
        return ChainExport(chain, of: project, account: account, by: self)
    }
}
