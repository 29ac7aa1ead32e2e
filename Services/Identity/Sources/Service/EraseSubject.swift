internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Erases the account of whoever asks, who shows the password; one that was erased stays so.
    func eraseSubject(
        _ id: Identifier, password: String, from origin: CallOrigin
    ) async throws -> SubjectErasure {
        if let erasure = try await store.read({ try $0.erasure(of: id) }) { return try await settled(erasure) }
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
        if let erasure = try await store.read({ try $0.erasure(of: id) }) { return try await settled(erasure) }
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
            _ = try endSessions(of: id, .revoked, trace: origin.trace, in: transaction)
            let files = try transaction.erase(account, key: key)
            try tellFormer(.mobile(account.mobile), of: .erased, account: id, in: transaction)
            if let email = account.email { try tellFormer(.email(email), of: .erased, account: id, in: transaction) }
            // Among the errands, which run one after the other, so that none says later where the account was reached.
            try transaction.put(AccountErrand(account: id), reference: identifiers.next(.request).text)
            try transaction.append(
                Event(
                    type: IdentityEvents.erased, aggregate: id.text, payload: notices.erased(id), trace: origin.trace))
            try transaction.audit(
                AuditRecord(at: transaction.now, account: id.text, actor: actor.text, action: .erased), key: key)
            guard let erasure = try transaction.erasure(of: id) else { throw StoreError.column("erasures") }
            return (erasure, files)
        }
        await destroy(files)
        return try await settled(erasure)
    }

    /// The same once nothing of it is left beside the store's rows: answers that could be asked for again, and the key in
    /// the write-ahead log. Throws `IdentityError.tooBusy` when that cannot be done now; a repetition does it.
    private func settled(_ erasure: SubjectErasure) async throws -> SubjectErasure {
        try await forgetAnswers(of: erasure.account)
        guard await store.emptyLog() else {
            throw IdentityError.tooBusy(retryAfter: .milliseconds(Limits.emptyLogRetryMilliseconds))
        }
        return erasure
    }

    private func forgetAnswers(of account: Identifier) async throws {
        var next: Int64? = 0
        while let after = next {
            next = try await store.write { try $0.forgetAnswers(of: account.text, after: after) }
        }
    }

    /// Has evidence do its part for accounts that were erased; how many were looked at. Without it they wait.
    package func runErasures() async throws -> Int {
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
            // A process that was killed after the erasure was written has not done this.
            try await forgetAnswers(of: account)
            var outcome = await eraser.erase(account)
            if outcome == .delivered, !(await store.emptyLog()) { outcome = .notDelivered(reason: "BUSY") }
            let isDone = outcome == .delivered
            try await settle(job, as: outcome, "an erasure") { if isDone { try $0.setUnsealed(account) } }
        }
        return jobs.count
    }
}
