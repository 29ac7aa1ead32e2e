internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// Times the file, commits to it, and has it appended to the log; the credit is used with it.
    func seal(
        _ work: AcceptedWork, heldBy holder: WorkMetadata.Holder, call: IdempotentRequest, credit: CreditHold,
        trace: String, told: SealedItemBytes
    ) async throws -> SealAnswer {
        let acceptedAt = time.wall()
        let number = EvidenceNumber(at: acceptedAt, random: random)
        let id = identifiers.next(.evidence)
        let (header, project, digests) = (work.header, work.project, work.digests)
        let (response, token) = try timestamp(digests.sha256)
        FaultPoint.workTimed.reached()
        let metadata = WorkMetadata(
            number: number, name: header.name, size: header.size, mediaType: header.mediaType,
            mode: work.intake == nil ? .digest : .bytes, sm3: digests.sm3, projectTitle: project.title,
            authority: project.authority,
            holder: holder, stage: header.stage,
            copyright: project.copyright, client: header.client)
        let opening = Opening(
            workSalt: Salt(random: random), metaSalt: Salt(random: random), sha256: digests.sha256,
            meta: metadata.encoded)
        let blob = try await work.intake?.finish()
        FaultPoint.workKept.reached()
        let storedAt = time.wall()
        let serviceKey = try await serviceKeys.key()
        let record = EvidenceRecord(
            id: id, number: number, project: project.id, account: project.account, authority: project.authority,
            acceptedAt: acceptedAt, timestampAt: token.time, timestampChain: authorityChainDigest,
            opening: try work.key.seal(opening.encoded, at: SealedPlaces.opening(id)),
            response: try work.key.seal(response, at: SealedPlaces.response(id)), request: call,
            stage: header.stage, blob: blob,
            digestCodes: serviceKey.codes(of: digests),
            custody: Self.custody(
                of: work, blob: blob, acceptedAt: acceptedAt, storedAt: storedAt, token: token,
                actor: work.author.custody(via: call.caller)),
            serviceKey: serviceKey, creditPack: credit.terms.pack)
        let item = { @Sendable (place: SealCandidate.SealedPlace) in
            EvidenceItem(
                id: id, number: number, project: record.project, account: record.account, name: metadata.name,
                size: metadata.size, mediaType: metadata.mediaType, digests: digests, acceptedAt: acceptedAt,
                timestampAt: token.time, sequence: place.sequence, logIndex: place.logIndex, leafHash: place.leafHash,
                stage: metadata.stage, mode: metadata.mode, copyrightVersion: metadata.copyright?.version ?? 0)
        }
        let candidate = SealCandidate(
            record: .work(record), chainID: project.chainID, workCommit: opening.workCommit,
            metaCommit: opening.metaCommit, tokenHash: TreeHash(trusted: Digest.sha256(token.der)),
            wantsProof: header.wantsProof, request: call,
            answer: { SavedAnswer(status: 0, body: told.answer(item($0))) }, credit: credit,
            event: { told.event(item($0)) }, trace: trace)
        do {
            let outcome = try await sequencer.append(candidate)
            credit.settle()
            FaultPoint.workSealed.reached()
            return SealAnswer(
                bytes: outcome.answer.body,
                proof: outcome.shown.map { shown in
                    .fresh(
                        SealProof(leaf: shown.leaf, opening: opening, tokenResponse: response, proof: shown.proof))
                } ?? (header.wantsProof ? .kept : .notAsked))
        } catch {
            // A file whose row may yet be there is left to the sweep after the restart.
            if let blob, blob.isFile, SequencerOutcome(error) == .nothingKept { _ = try? await blobs.remove(blob.id) }
            throw error
        }
    }

    /// What happened to a work on its way to the log.
    private static func custody(
        of work: AcceptedWork, blob: FinishedBlob?, acceptedAt: WallTime, storedAt: WallTime, token: TimestampToken,
        actor: CustodyActor
    ) -> [CustodyEvent] {
        let bytes = CustodyEvent.Fact("bytes", String(work.header.size))
        let mode = CustodyEvent.Fact("mode", (blob == nil ? WorkMetadata.Mode.digest : .bytes).rawValue)
        var events = [CustodyEvent(at: work.beganAt, kind: .received, actor: actor, facts: [bytes, mode])]
        if blob != nil {
            events.append(CustodyEvent(at: acceptedAt, kind: .hashed, actor: .ourselves, facts: [bytes]))
        }
        events.append(
            CustodyEvent(
                at: token.time, kind: .timestamped, actor: .ourselves,
                facts: [.init("serial", Hexadecimal.encode(token.serial))]))
        if let blob {
            events.append(
                CustodyEvent(
                    at: storedAt, kind: .stored, actor: .ourselves,
                    facts: [.init("bytes", String(blob.bytes)), .init("cipher", "AES-256-GCM")]))
        }
        return events
    }

    /// A token of the authority over a digest: the whole DER response, and what it grants. Takes some 60 µs, which is less
    /// than handing it to another thread and back costs everybody when the cores are busy.
    func timestamp(_ sha256: [UInt8]) throws(TimestampError) -> (response: [UInt8], token: TimestampToken) {
        try authority.token(for: sha256)
    }
}
