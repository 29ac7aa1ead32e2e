internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Tells about every filing whose end is 30, 7 or 1 days away or past, once for each; returns how many were told.
    /// What was missed meanwhile is told in its latest form only.
    package func sweepFilings(telling notice: @escaping @Sendable (FilingNotice) -> [UInt8]) async throws -> Int {
        var told = 0
        while true {
            let now = time.wall()
            let swept = try await store.write { transaction in
                let due = try transaction.dueFilings(now: now, count: Limits.filingSweepRows)
                for filing in due { try transaction.tell(filing, now: now, notice: notice) }
                return due.count
            }
            told += swept
            if swept < Limits.filingSweepRows { return told }
        }
    }
}

extension Transaction {
    fileprivate func tell(_ filing: DueFiling, now: WallTime, notice: (FilingNotice) -> [UInt8]) throws {
        let end = filing.expiresAt
        let days = FilingTerm.reminder(end: end, now: now)
        let isVoid = FilingTerm.state(end: end, now: now) == .void
        try setNotice(of: filing.id, at: isVoid ? nil : FilingTerm.nextNotice(end: end, after: now))
        // A clock that was set back since has nothing to say yet.
        guard isVoid || days != nil else { return }
        try append(FilingRecord(at: now, kind: isVoid ? .voided : .reminded, expiresAt: end), to: filing.id)
        let message = FilingNotice(
            filing: filing.id, project: filing.project, account: filing.account, expiresAt: end,
            daysBefore: days ?? 0)
        try append(
            Event(
                type: isVoid ? EvidenceEvents.filingVoid : EvidenceEvents.filingExpiring, aggregate: filing.id.text,
                payload: notice(message)))
    }
}
