internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Ends a mandate from either side; one that has ended stays as it ended.
    func endMandate(_ text: String, by account: Identifier, from origin: CallOrigin) async throws -> MandateView {
        let id = try Self.mandateIdentifier(text)
        let today = today
        return try await store.write { transaction in
            let before = try transaction.mandate(id, of: account)
            let side: Mandate.Side = before.agent == account ? .agent : .holder
            let mandate = before.ended(by: side == .agent ? .agent : .holder, at: transaction.now, on: today)
            if mandate != before { try end(mandate, actor: account.text, trace: origin.trace, in: transaction) }
            return try transaction.view(mandate, as: side)
        }
    }

    /// Keeps that a mandate has ended, and tells whoever did not end it themselves and had something of it: its agent, once
    /// the holder was asked, and its holder, once they had agreed.
    func end(
        _ mandate: Mandate, actor: String, erasing erased: Identifier? = nil, trace: String, in transaction: Transaction
    ) throws {
        let action = mandate.state == .refused ? AuditAction.mandateRefused : .mandateEnded
        try keepMoved(mandate, action, by: actor, trace: trace, in: transaction)
        // Whoever is erased is told that, and nothing else any more.
        guard mandate.endedBy != .erasure else {
            for other in [mandate.agent, mandate.confirmedHolder?.account].compactMap({ $0 })
            where other != erased && mandate.submittedAt != nil {
                try tell(other, of: .agencyEnded, in: transaction)
            }
            return
        }
        if mandate.endedBy != .agent, mandate.submittedAt != nil {
            try tell(mandate.agent, of: .agencyEnded, in: transaction)
        }
        if mandate.endedBy != .holder, let holder = mandate.confirmedHolder {
            try tell(holder.account, of: .agencyEnded, in: transaction)
        }
    }

    /// Ends every mandate of an account that is being erased, on either side. One that it has not agreed to as the holder
    /// just lapses, like one for nobody: its end would tell that there was somebody.
    func endMandates(
        of account: Identifier, by actor: Identifier, trace: String, in transaction: Transaction
    ) throws {
        let today = today
        try transaction.leaveUnconfirmedMandates(for: account)
        for before in try transaction.openMandates(of: account) {
            let mandate = before.ended(by: .erasure, at: transaction.now, on: today)
            try end(mandate, actor: actor.text, erasing: account, trace: trace, in: transaction)
        }
    }

    /// Ends mandates whose last day is over, and those that were not completed in time; how many. What the other services
    /// are told when they ask does not wait for it.
    package func endMandatesInTime() async throws -> Int {
        let today = today
        let day: Int64 = 86_400
        let begun = time.wall().advanced(by: .seconds(-Mandate.Limits.waitDays * day))
        var ended = 0
        for _ in 0..<Limits.sweepStepsMax {
            // A look that finds nothing must not cost a commit.
            let over = try await store.read {
                try $0.mandatesOver(on: today, notCompletedSince: begun, count: Mandate.Limits.endedPerStepMax)
            }
            guard !over.isEmpty else { break }
            ended += try await store.write { transaction in
                var moved = 0
                for id in Set(over).sorted() {
                    guard let before = try transaction.mandate(id) else { continue }
                    // It may have moved on since it was found.
                    let isWaiting = [.draft, .awaitingHolder].contains(before.state) && before.createdAt <= begun
                    guard before.state.isOpen, before.until < today || isWaiting else { continue }
                    let mandate = before.ended(by: .time, at: transaction.now, on: today)
                    try end(mandate, actor: "identity", trace: "", in: transaction)
                    moved += 1
                }
                return moved
            }
        }
        return ended
    }
}
