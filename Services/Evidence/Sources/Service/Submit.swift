internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Seals one file: it comes in pieces, is timed, and answered when its place in the log is on the disk. A stream that
    /// breaks, or a digest that does not fit, leaves nothing behind. Returns the answer's bytes: the first call's when
    /// this one repeats it.
    func submit<Parts: AsyncSequence>(
        _ parts: Parts, of account: String, trace: String,
        call: (SubmissionHeader, FileDigests) throws -> IdempotentRequest,
        told: SealedItemBytes
    ) async throws -> [UInt8] where Parts.Element == SubmissionPart {
        try sequencer.requireGrowing()
        let (intake, claimed) = try await receive(parts, from: account)
        let digests = intake.digests
        guard digests.sha256 == claimed else { throw EvidenceError.wrongDigest }
        let call = try call(intake.header, digests)
        return try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
            return told.answer(try await seal(intake, digests, call: call, trace: trace, told: told))
        }
    }

    private func receive<Parts: AsyncSequence>(
        _ parts: Parts, from account: String
    ) async throws -> (intake: FileIntake, claimedSHA256: [UInt8]) where Parts.Element == SubmissionPart {
        var submission = Submission(maximumBytes: fileBytesMax)
        var intake: FileIntake?
        var claimed: [UInt8] = []
        for try await part in parts {
            switch try submission.take(part) {
            case .open(let header): intake = try await open(header, for: account)
            case .keep(let bytes): try await intake?.keep(bytes)
            case .seal(let claimedSHA256): claimed = claimedSHA256
            }
        }
        try submission.end()
        guard let intake else { throw EvidenceError.missingHeader }
        return (intake, claimed)
    }

    private func open(_ header: SubmissionHeader, for account: String) async throws -> FileIntake {
        let found = try await store.read { snapshot -> (Project, SubjectKey)? in
            guard let project = try snapshot.project(header.project, account: account),
                let key = try snapshot.subjectKey(account)
            else { return nil }
            return (project, key)
        }
        guard let (project, key) = found else { throw EvidenceError.projectNotFound }
        let blob = try await blobs.begin(key: key.key)
        return FileIntake(
            header: header, project: project, key: key, blob: blob, offload: offload, permits: permits)
    }
}
