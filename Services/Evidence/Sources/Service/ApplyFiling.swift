internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Files items of a project. The filing ends with the credit of the earliest item; when that has ended, or another
    /// supplier's timestamp is wanted, one more credit is used and says both. The timestamp is asked for once the filing
    /// is on the disk. Returns the answer's bytes: the first call's when this one repeats it.
    func applyFiling(
        _ draft: FilingDraft, in text: String, from supplier: String?, of account: String, call: IdempotentRequest,
        trace: String, told: FilingBytes
    ) async throws -> [UInt8] {
        guard let project = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
        if let supplier { try suppliers.require(supplier) }
        let now = time.wall()
        let (statement, items) = try draft.checked(now: now)
        let id = identifiers.next(.filing)
        return try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
            let found = try await store.read { snapshot in
                guard try snapshot.project(project, account: account) != nil else {
                    throw EvidenceError.projectNotFound
                }
                guard let earliest = try snapshot.earliestCredit(of: items, project: project, account: account) else {
                    throw EvidenceError.evidenceNotFound
                }
                return (earliest, try snapshot.filedItems(items, account: account))
            }
            let (running, filed) = found
            let isCovered = running.end > now && (supplier ?? running.supplier) == running.supplier
            let credit = isCovered ? nil : try await CreditHold(from: credits, for: account, supplier: supplier)
            let end = credit?.terms.expiresAt ?? running.end
            let timedBy = credit?.terms.supplier ?? running.supplier
            let statementBytes = FiledStatement(
                filing: id, project: project, supplier: timedBy, statement: statement, appliedAt: now, items: filed
            ).encoded
            let filing = Filing(
                id: id, project: project, account: account, evidence: items, statement: statement, supplier: timedBy,
                creditPack: credit?.terms.pack ?? running.pack, appliedAt: now, expiresAt: end,
                records: [FilingRecord(at: now, kind: .applied, expiresAt: end)],
                timestamp: FilingTimestamp(statementSHA256: Digest.sha256(statementBytes)))
            let saved = try await store.once(call) { transaction in
                guard let project = try transaction.project(project, account: account),
                    let key = try transaction.subjectKey(account)
                else { throw EvidenceError.projectNotFound }
                try credit?.use(at: now, for: .filing, of: id, in: transaction)
                try transaction.insert(filing, authority: project.authority, key: key)
                try transaction.enqueue(Job(kind: FilingTimestamps.jobKind, reference: id.text, payload: []))
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
