internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Seals one file: it comes in pieces, is timed, and answered when its place in the log is on the disk. A stream that
    /// breaks, or a digest that does not fit, leaves nothing behind. Returns the answer's bytes: the first call's when
    /// this one repeats it.
    func submit<Parts: AsyncSequence>(
        _ parts: Parts, of account: String, trace: String,
        call: (SubmissionHeader, FileDigests) throws -> IdempotentRequest,
        told: SealedItemBytes, silenced: @escaping @Sendable () -> Void
    ) async throws -> [UInt8] where Parts.Element == SubmissionPart {
        try sequencer.requireGrowing()
        var submission = Submission(maximumBytes: fileBytesMax)
        var intake: FileIntake?
        var accepted: AcceptedWork?
        for try await part in parts {
            if let work = try await receive(
                try submission.take(part), into: &intake, from: account, silenced: silenced)
            {
                accepted = work
            }
        }
        try submission.end()
        guard let accepted else { throw EvidenceError.missingHeader }
        return try await answer(
            accepted, call: try call(accepted.header, accepted.digests), trace: trace, told: told)
    }

    /// Does what a part of a stream asks for; returns the work when it is whole. `silenced` is called when the sender falls
    /// silent in the middle of the file.
    func receive(
        _ step: Submission.Step, into intake: inout FileIntake?, from account: String,
        silenced: @escaping @Sendable () -> Void
    ) async throws -> AcceptedWork? {
        switch step {
        case .open(let header):
            intake = try await open(header, for: account, silenced: silenced)
            return nil
        case .keep(let bytes):
            try await intake?.keep(bytes)
            return nil
        case .seal(let claimedSHA256):
            var whole = intake
            intake = nil
            return try await whole?.accepted(claiming: claimedSHA256)
        case .declare(let header):
            guard let digests = header.declared else { return nil }
            let (project, key) = try await place(of: header, for: account)
            return AcceptedWork(header: header, project: project, key: key, digests: digests, intake: nil)
        }
    }

    /// Seals a work unless this call was answered before. One credit is set aside first, and goes back when nothing is
    /// sealed.
    func answer(
        _ work: AcceptedWork, call: IdempotentRequest, trace: String, told: SealedItemBytes
    ) async throws -> [UInt8] {
        try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
            let credit = try await CreditHold(from: credits, for: work.project.account)
            return told.answer(try await seal(work, call: call, credit: credit, trace: trace, told: told))
        }
    }

    private func open(
        _ header: SubmissionHeader, for account: String, silenced: @escaping @Sendable () -> Void
    ) async throws -> FileIntake {
        let (project, key) = try await place(of: header, for: account)
        let place = try uploads.begin(for: account, silenced: silenced)
        FaultPoint.workOpened.reached()
        return FileIntake(
            header: header, project: project, key: key, blob: blobs.begin(key: key.key), place: place,
            offload: offload, permits: permits)
    }

    private func place(of header: SubmissionHeader, for account: String) async throws -> (Project, SubjectKey) {
        let found = try await store.read { snapshot -> (Project, SubjectKey)? in
            guard let project = try snapshot.project(header.project, account: account),
                let key = try snapshot.subjectKey(account)
            else { return nil }
            return (project, key)
        }
        guard let found else { throw EvidenceError.projectNotFound }
        return found
    }
}
