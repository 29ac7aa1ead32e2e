internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Moves a filing's end by a year for one credit: from its end while that is ahead, from now when it is past. Returns
    /// the answer's bytes: the first call's when this one repeats it.
    func renewFiling(
        _ text: String, of account: String, call: IdempotentRequest, trace: String, told: FilingBytes
    ) async throws -> [UInt8] {
        guard let id = Identifier(text, kind: .filing) else { throw EvidenceError.invalidFilingID }
        let now = time.wall()
        return try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
            _ = try await filing(text, of: account)
            let credit = try await CreditHold(from: credits, for: account)
            let saved = try await store.once(call) { transaction in
                guard var filing = try transaction.filing(id, account: account) else {
                    throw EvidenceError.filingNotFound
                }
                let end = FilingTerm.end(from: max(now, filing.expiresAt))
                let furthest = FilingTerm.end(from: now, years: FilingTerm.Limits.aheadYearsMax)
                guard end <= furthest else {
                    throw EvidenceError.renewalTooEarly(yearsMax: FilingTerm.Limits.aheadYearsMax)
                }
                let record = FilingRecord(at: now, kind: .renewed, expiresAt: end)
                filing.expiresAt = end
                filing.records.append(record)
                try credit.use(at: now, for: .renewal, of: id, in: transaction)
                try transaction.moveEnd(of: id, to: end)
                try transaction.append(record, to: id)
                try transaction.append(
                    Event(
                        type: EvidenceEvents.filingRenewed, aggregate: id.text,
                        payload: told.notice(FilingNotice(filing)), trace: trace))
                return SavedAnswer(status: 0, body: told.answer(filing))
            }
            credit.settle()
            return saved.body
        }
    }
}
