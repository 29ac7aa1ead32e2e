internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Sets another password with a code that was sent to the account's mobile number or e-mail address, and ends every
    /// sign-in and young links to third parties. Returns the answer's bytes: the first call's when this one repeats it.
    func resetPassword(
        _ reset: PasswordReset, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (_ endedSessions: Int) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let recipient = try reset.checkedRecipient()
        // What is wrong with a password before anything is known of the account is told before the code is looked at.
        _ = try reset.checkedPassword(userName: nil)
        let isRight = try await store.write { [key] transaction in
            try transaction.tryCode(
                reset.code, for: .resetPassword, recipient: recipient, from: origin.source, spends: false, key: key)
        }
        guard isRight else { throw IdentityError.codeRefused }
        let account = try await store.read { [key] in try $0.account(named: recipient.loginName, key: key) }
        guard let account, account.state == .active else { throw IdentityError.codeRefused }
        let password = try reset.checkedPassword(userName: account.userName)
        let id = account.id
        try await checkUnused(reset.password, among: try await store.read { try $0.passwords(of: id) })
        let hash = try await passwords.hash(password)
        return try await store.once(call) { [key] transaction in
            guard
                try transaction.tryCode(
                    reset.code, for: .resetPassword, recipient: recipient, from: origin.source, spends: true,
                    key: key)
            else { throw IdentityError.codeRefused }
            // Hashing takes its time: the number may be another account's by now, or nobody's.
            guard let account = try transaction.account(named: recipient.loginName, key: key), account.id == id,
                account.state == .active
            else { throw IdentityError.codeRefused }
            let ended = try set(hash, of: account, from: origin, in: transaction)
            try endYoungLinks(of: id, by: id, in: transaction)
            return SavedAnswer(status: 0, body: answer(ended))
        }.body
    }

    /// Refuses a password that is one of the last.
    func checkUnused(_ text: String, among records: [PasswordRecord]) async throws {
        for record in records {
            guard try await passwords.verify(text, against: record) else { continue }
            throw IdentityError.invalidFields([FieldFault(field: "new_password", reason: .usedBefore)])
        }
    }

    /// Sets an account's password, ends its sign-ins but `spared` and tells of it, also its owner; how many were ended.
    func set(
        _ hash: String, of account: Account, sparing spared: Identifier? = nil, from origin: CallOrigin,
        in transaction: Transaction
    ) throws -> Int {
        try transaction.set(PasswordRecord(encoded: hash, setAt: transaction.now), of: account.id)
        for who in [account.id.text, ConfirmedPassword.who(account.id)] + account.loginNames.map(\.key) {
            try transaction.forgetFailures(who: who, source: origin.source, key: key)
        }
        let ended = try endSessions(
            of: account.id, sparing: spared, .passwordChanged, trace: origin.trace, in: transaction)
        if !account.isIncomplete {
            try transaction.append(
                Event(
                    type: IdentityEvents.passwordChanged, aggregate: account.id.text,
                    payload: notices.passwordChanged(account), trace: origin.trace))
        }
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: account.id.text, actor: account.id.text, action: .passwordChanged),
            key: key)
        try tell(account.id, of: .passwordChanged, in: transaction)
        return ended
    }
}
