internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Seals one file: it comes in pieces, is timed, and answered when its place in the log is on the disk. A stream that
    /// breaks, or a digest that does not fit, leaves nothing behind.
    func submit<Parts: AsyncSequence>(
        _ parts: Parts, of author: SealAuthor, trace: String, turn: IdempotentTurn,
        call: (SubmissionHeader, FileDigests) throws -> IdempotentRequest,
        told: SealedItemBytes, silenced: @escaping @Sendable () -> Void
    ) async throws -> SealAnswer where Parts.Element == SubmissionPart {
        try sequencer.requireGrowing()
        var submission = Submission(maximumBytes: fileBytesMax)
        var intake: FileIntake?
        var accepted: AcceptedWork?
        for try await part in parts {
            if let work = try await receive(
                try submission.take(part), into: &intake, from: author, turn: { turn }, silenced: silenced)
            {
                accepted = work
            }
        }
        try submission.end()
        guard let accepted else { throw EvidenceError.missingHeader }
        return try await answer(
            accepted, call: try call(accepted.header, accepted.digests), trace: trace, told: told)
    }

    /// Does what a part of a stream asks for; returns the work when it is whole. `turn` says what call it is, which is
    /// known before the file. `silenced` is called when the sender falls silent in the middle of the file.
    func receive(
        _ step: Submission.Step, into intake: inout FileIntake?, from author: SealAuthor,
        turn: () throws -> IdempotentTurn, silenced: @escaping @Sendable () -> Void
    ) async throws -> AcceptedWork? {
        switch step {
        case .open(let header):
            intake = try await open(header, for: author, turn: try turn(), silenced: silenced)
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
            let beganAt = time.wall()
            let (project, key, early) = try await place(of: header, for: author.account, turn: try turn())
            let holder = try await early.wasAnswered ? nil : holder(for: author, at: project.authority)
            return AcceptedWork(
                header: header, project: project, author: author, holder: holder, key: key, digests: digests,
                intake: nil, early: early, beganAt: beganAt, room: nil)
        }
    }

    /// Seals a work unless this call was answered before. One credit is set aside first, and goes back when nothing is
    /// sealed.
    func answer(
        _ work: AcceptedWork, call: IdempotentRequest, trace: String, told: SealedItemBytes
    ) async throws -> SealAnswer {
        try await turns.take(IdempotentTurn(call)) {
            if work.early.mayBeAnswered, let saved = try await store.read({ try $0.recall(call) }) {
                return SealAnswer(bytes: saved.body, proof: work.header.wantsProof ? .kept : .notAsked)
            }
            let holder: WorkMetadata.Holder
            if let known = work.holder {
                holder = known
            } else {
                // The answer that was there is over by now.
                holder = try await self.holder(for: work.author, at: work.project.authority)
            }
            // Room was made when the header came, unless an answer was there which is over by now.
            let account = work.project.account
            var room = work.room
            if work.intake != nil, room == nil { room = try await roomForBytes(work.header.size, of: account) }
            let credit = try await CreditHold(from: credits, for: account, supplier: work.header.supplier)
            let answer = try await seal(work, heldBy: holder, call: call, credit: credit, trace: trace, told: told)
            room?.settle()
            return answer
        }
    }

    private func open(
        _ header: SubmissionHeader, for author: SealAuthor, turn: IdempotentTurn,
        silenced: @escaping @Sendable () -> Void
    ) async throws -> FileIntake {
        let beganAt = time.wall()
        let (project, key, early) = try await place(of: header, for: author.account, turn: turn)
        // Before the bytes come, so that none come in vain; for a call that was answered it does not matter any more.
        let holder = try await early.wasAnswered ? nil : holder(for: author, at: project.authority)
        let room = try await early.wasAnswered ? nil : roomForBytes(header.size, of: author.account)
        let place = try uploads.begin(for: author.account, silenced: silenced)
        FaultPoint.workOpened.reached()
        return FileIntake(
            header: header, project: project, author: author, holder: holder, key: key, early: early,
            beganAt: beganAt, room: room, blob: blobs.begin(key: key.key), place: place,
            offload: offload, permits: permits)
    }

    private func place(
        of header: SubmissionHeader, for account: String, turn: IdempotentTurn
    ) async throws -> (Project, SubjectKey, EarlyRecall) {
        if let supplier = header.supplier { try suppliers.require(supplier) }
        let watch = turns.watch(turn)
        // In the one reading that there is: what is kept for the account, when nobody remembers it.
        let changes = header.declared == nil ? keptBytes.wantsReading(of: account) : nil
        let found = try await store.read { snapshot -> (Project, SubjectKey, Bool, UInt64)? in
            guard let project = try snapshot.project(header.project, account: account),
                let key = try snapshot.subjectKey(account)
            else { return nil }
            let wasAnswered = try snapshot.isAnswered(
                caller: turn.caller, subject: turn.account, method: turn.method, key: turn.key)
            let kept = try changes == nil ? 0 : snapshot.keptBytes(of: account)
            return (project, key, wasAnswered, kept)
        }
        guard let (project, key, wasAnswered, kept) = found else { throw EvidenceError.projectNotFound }
        if let changes { keptBytes.learn(kept, of: account, readAt: changes) }
        return (project, key, EarlyRecall(wasAnswered: wasAnswered, watch: watch))
    }
}
