internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Erases the account of whoever asks, who shows the password; one that was erased stays so.
    func eraseSubject(
        _ id: Identifier, password: String, from origin: CallOrigin
    ) async throws -> SubjectErasure {
        if let erasure = try await store.read({ try $0.erasure(of: id) }) { return erasure }
        guard !password.isEmpty else {
            throw IdentityError.invalidFields([FieldFault(field: "password", reason: .empty)])
        }
        let confirmed = try await confirmPassword(password, of: id, from: origin).first
        return try await erase(id, by: id, from: origin) { try $0.activeAccount(id, whosePassword: confirmed) }
    }

    /// Erases an account at its owner's request; one that was erased stays so.
    func eraseSubject(onRequest text: String, by staff: Identifier, from origin: CallOrigin) async throws
        -> SubjectErasure
    {
        guard let id = Identifier(text, kind: .account) else {
            throw IdentityError.invalidFields([
                FieldFault(field: "account", reason: text.isEmpty ? .empty : .malformed)
            ])
        }
        if let erasure = try await store.read({ try $0.erasure(of: id) }) { return erasure }
        return try await erase(id, by: staff, from: origin) { transaction in
            guard let account = try transaction.account(id) else { throw IdentityError.accountNotFound }
            return account
        }
    }

    /// One transaction: whoever reads it sees all of the account or nothing, and what other services are to do is queued
    /// with it.
    private func erase(
        _ id: Identifier, by actor: Identifier, from origin: CallOrigin,
        _ find: @escaping @Sendable (Transaction) throws -> Account
    ) async throws -> SubjectErasure {
        let (erasure, files) = try await store.write { [key, notices] transaction in
            if let erasure = try transaction.erasure(of: id) { return (erasure, [String]()) }
            let account = try find(transaction)
            // Somebody of the house gives back what they may do first, so that nobody is missed by it.
            guard account.roles.isEmpty else { throw IdentityError.rolesHeld }
            try endMemberships(of: account, by: actor, from: origin, in: transaction)
            _ = try endSessions(of: id, .revoked, trace: origin.trace, in: transaction)
            try endMandates(of: id, by: actor, trace: origin.trace, in: transaction)
            let files = try transaction.erase(account, key: key)
            try tellFormer(.mobile(account.mobile), of: .erased, account: id, in: transaction)
            if let email = account.email { try tellFormer(.email(email), of: .erased, account: id, in: transaction) }
            // Among the errands, which run one after the other, so that none says later where the account was reached; it
            // waits until those before it have told its owner.
            try transaction.put(AccountErrand(account: id), reference: identifiers.next(.request).text)
            try transaction.append(
                Event(
                    type: IdentityEvents.erased, aggregate: id.text, payload: notices.erased(id), trace: origin.trace))
            try transaction.audit(
                AuditRecord(at: transaction.now, account: id.text, actor: actor.text, action: .erased), key: key)
            guard let erasure = try transaction.erasure(of: id) else { throw StoreError.column("erasures") }
            return (erasure, files)
        }
        // What is left beside the rows waits for nobody: the caller's sign-in has ended, so they could not ask again.
        await destroy(files)
        return erasure
    }

    /// Removes what is left beside the rows of accounts that were erased: answers that could be asked for again, and the key
    /// in the write-ahead log. Needs no other service. What a reader keeps in the log now is for the next
    /// look, also of the next process.
    private func emptyErased() async throws {
        let accounts = try await store.read { try $0.erasuresInLog(count: Limits.erasuresPerLookMax) }
        guard !accounts.isEmpty else { return }
        for account in accounts { try await forgetAnswers(of: account) }
        guard await store.emptyLog() else { return }
        try await store.write { transaction in
            for account in accounts { try transaction.setEmptied(account) }
        }
    }

    private func forgetAnswers(of account: Identifier) async throws {
        var next: Int64? = 0
        while let after = next {
            next = try await store.write { try $0.forgetAnswers(of: account.text, after: after) }
        }
    }

    /// Does what is left to do here for accounts that were erased, and has evidence do its part; how many evidence was asked
    /// about. Without evidence that part waits.
    package func runErasures() async throws -> Int {
        try await emptyErased()
        guard let eraser else { return 0 }
        // A look that finds nothing must not cost a commit.
        let next = try await store.read { try $0.nextJobTime(ErasureJobs.kind) }
        guard let next, next <= time.wall() else { return 0 }
        let jobs = try await store.write { transaction in
            try transaction.claimJobs(
                ErasureJobs.kind, limit: Limits.erasuresPerLookMax, lease: .seconds(Limits.erasureLeaseSeconds))
        }
        for job in jobs {
            guard let account = Identifier(job.reference, kind: .account) else { continue }
            let outcome = await eraser.erase(account).neverGivenUp
            let isDone = outcome == .delivered
            try await settle(job, as: outcome, "an erasure") { if isDone { try $0.setUnsealed(account) } }
        }
        return jobs.count
    }
}

extension HandoverOutcome {
    /// What is owed whatever the other service says: one that refuses now, for it is misconfigured or older, is asked again.
    var neverGivenUp: HandoverOutcome {
        if case .refused(let reason) = self { return .notDelivered(reason: reason) }
        return self
    }
}
