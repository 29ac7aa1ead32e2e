internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// Times the file, commits to it, and has it appended to the log.
    func seal(
        _ intake: FileIntake, _ digests: FileDigests, call: IdempotentRequest, trace: String,
        told: SealedItemBytes
    ) async throws -> EvidenceItem {
        let acceptedAt = time.wall()
        let number = EvidenceNumber(at: acceptedAt, random: random)
        let id = identifiers.next(.evidence)
        let sha256 = digests.sha256
        let (response, token) = try await permits.hold {
            try await offload.run { [authority] () throws(TimestampError) in try authority.token(for: sha256) }
        }
        let metadata = WorkMetadata(
            number: number, name: intake.header.name, size: intake.header.size, mediaType: intake.header.mediaType,
            mode: .bytes, sm3: digests.sm3, projectTitle: intake.project.title, authority: intake.project.authority,
            holder: WorkMetadata.Holder(account: intake.project.account, verification: .unverified))
        let opening = Opening(
            workSalt: Salt(random: random), metaSalt: Salt(random: random), sha256: sha256, meta: metadata.encoded)
        let blob = try await intake.finish()
        let record = EvidenceRecord(
            id: id, number: number, project: intake.project.id, account: intake.project.account,
            authority: intake.project.authority, acceptedAt: acceptedAt, timestampAt: token.time,
            timestampChain: authorityChainDigest,
            opening: try intake.key.seal(opening.encoded, at: SealedPlaces.opening(id)),
            response: try intake.key.seal(response, at: SealedPlaces.response(id)), blob: blob)
        let item = { @Sendable (place: SealCandidate.SealedPlace) in
            EvidenceItem(
                id: id, number: number, project: record.project, account: record.account, name: metadata.name,
                size: metadata.size, mediaType: metadata.mediaType, digests: digests, acceptedAt: acceptedAt,
                timestampAt: token.time, sequence: place.sequence, logIndex: place.logIndex, leafHash: place.leafHash)
        }
        let candidate = SealCandidate(
            record: record, chainID: intake.project.chainID, workCommit: opening.workCommit,
            metaCommit: opening.metaCommit, tokenHash: TreeHash(trusted: Digest.sha256(token.der)), request: call,
            answer: { SavedAnswer(status: 0, body: told.answer(item($0))) }, event: { told.event(item($0)) },
            trace: trace)
        do {
            return item(try await sequencer.append(candidate))
        } catch {
            // A file whose row may yet be there is left to the sweep after the restart.
            if SequencerOutcome(error) == .nothingKept { _ = try? await blobs.remove(blob.id) }
            throw error
        }
    }
}
