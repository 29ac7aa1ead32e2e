internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// An account's sign-ins that are not over, oldest first.
    func sessions(of account: Identifier) async throws -> [ListedSession] {
        let now = time.wall()
        return try await store.read { snapshot in
            try snapshot.openSessions(of: account, after: "", count: Limits.sessionsPerAccountMax)
                .filter { $0.family.isOpen(now) }
                .map { ListedSession(family: $0.family, device: $0.device) }
        }
    }

    /// Ends one of an account's sign-ins; one that is over stays so. Another account's is not there.
    func endSession(_ text: String, of account: Identifier, from origin: CallOrigin) async throws {
        guard let id = Identifier(text, kind: .session) else { throw IdentityError.invalidSessionID }
        try await store.write { transaction in
            guard let session = try transaction.session(id), session.family.account == account else {
                throw IdentityError.sessionNotFound
            }
            guard try transaction.endSession(id, .signedOut) else { return }
            try tell(
                [EndedSession(session: id, account: account, reason: .signedOut)], actor: account.text,
                trace: origin.trace, in: transaction)
        }
    }

    /// Ends all of an account's sign-ins; how many there were.
    func endAllSessions(of account: Identifier, from origin: CallOrigin) async throws -> Int {
        try await store.write { transaction in
            try endSessions(of: account, .endedElsewhere, trace: origin.trace, in: transaction)
        }
    }

    /// Ends all of an account's sign-ins but `spared` in a transaction that does more; how many were ended.
    func endSessions(
        of account: Identifier, sparing spared: Identifier? = nil, _ reason: SessionFamily.End, trace: String,
        in transaction: Transaction
    ) throws -> Int {
        let ended = try transaction.endSessions(of: account, sparing: spared, reason)
        try tell(
            ended.map { EndedSession(session: $0, account: account, reason: reason) }, actor: account.text,
            trace: trace, in: transaction)
        return ended.count
    }
}
