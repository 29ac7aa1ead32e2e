internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Files items of a project. The filing stands for a year from the earliest item's credit; when that year is over,
    /// one more credit begins another. Returns the answer's bytes: the first call's when this one repeats it.
    func applyFiling(
        _ draft: FilingDraft, in text: String, of account: String, call: IdempotentRequest, trace: String,
        told: FilingBytes
    ) async throws -> [UInt8] {
        guard let project = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
        let now = time.wall()
        let (statement, items) = try draft.checked(now: now)
        let id = identifiers.next(.filing)
        return try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
            let earliest = try await store.read { snapshot in
                guard try snapshot.project(project, account: account) != nil else {
                    throw EvidenceError.projectNotFound
                }
                return try snapshot.earliestAcceptance(of: items, project: project, account: account)
            }
            guard let earliest else { throw EvidenceError.evidenceNotFound }
            let running = FilingTerm.end(from: earliest)
            let credit = running > now ? nil : try await CreditHold(from: credits, for: account)
            let end = credit == nil ? running : FilingTerm.end(from: now)
            let filing = Filing(
                id: id, project: project, account: account, evidence: items, statement: statement, appliedAt: now,
                expiresAt: end, records: [FilingRecord(at: now, kind: .applied, expiresAt: end)])
            let saved = try await store.once(call) { transaction in
                guard let project = try transaction.project(project, account: account),
                    let key = try transaction.subjectKey(account)
                else { throw EvidenceError.projectNotFound }
                try credit?.use(at: now, in: transaction)
                try transaction.insert(filing, authority: project.authority, key: key)
                try transaction.append(
                    Event(
                        type: EvidenceEvents.filingApplied, aggregate: id.text,
                        payload: told.notice(FilingNotice(filing)), trace: trace))
                return SavedAnswer(status: 0, body: told.answer(filing))
            }
            credit?.settle()
            return saved.body
        }
    }
}
