internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Sends a code to where an account is to be reached; it is good for that account alone. Whether somebody has the
    /// number or the address is told to whoever has shown that it is theirs.
    func requestChangeCode(
        _ address: CodeDraft.Address, of account: Identifier, from origin: CallOrigin
    ) async throws -> RequestedCode {
        var faults: [FieldFault] = []
        guard let recipient = address.checked(&faults) else { throw IdentityError.invalidFields(faults) }
        return try await issueCode(
            for: recipient.changePurpose, to: recipient, boundTo: account.text, from: origin
        ) { transaction in
            guard try transaction.account(account)?.state == .active else { throw IdentityError.accountNotFound }
            return true
        }
    }

    /// Puts another mobile number or e-mail address in the place of the account's, and tells the one before. An account with
    /// neither of them nor a password is given a number without one, for it could not get any. Returns the answer's bytes:
    /// the first call's when this one repeats it.
    func change(
        _ change: ContactChange, of id: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Account) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let needsPassword =
            if case .mobile = change.address { try await !store.read { try $0.isStranded(id) } } else { true }
        let recipient = try change.checked(needsPassword: needsPassword)
        // A wrong code costs no hash, and the right one is not used up before everything else is known to be right.
        let isRight = try await store.write { [key] transaction in
            try transaction.tryCode(
                change.code, for: recipient.changePurpose, recipient: recipient, boundTo: id.text, spends: false,
                key: key)
        }
        guard isRight else { throw IdentityError.codeRefused }
        let password = try await needsPassword ? confirmPassword(change.password, of: id, from: origin).first : nil
        return try await store.once(call) { [key] transaction in
            guard
                try transaction.tryCode(
                    change.code, for: recipient.changePurpose, recipient: recipient, boundTo: id.text, spends: true,
                    key: key)
            else { throw IdentityError.codeRefused }
            let before = try transaction.activeAccount(id, whosePassword: password)
            // Another call may have given it a number meanwhile.
            guard try needsPassword || transaction.isStranded(id) else { throw IdentityError.passwordMissing }
            try set(recipient, of: before, in: transaction)
            guard let after = try transaction.account(id) else { throw IdentityError.accountNotFound }
            return SavedAnswer(status: 0, body: answer(after))
        }.body
    }

    /// Gives the account another user name; its own changes nothing. Returns the answer's bytes: the first call's when this one repeats it.
    func change(
        _ change: UserNameChange, of id: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Account) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let name = try change.checked()
        let password = try await confirmPassword(change.password, of: id, from: origin).first
        return try await store.once(call) { [key] transaction in
            let before = try transaction.activeAccount(id, whosePassword: password)
            guard name != before.userName else { return SavedAnswer(status: 0, body: answer(before)) }
            try transaction.set(name, of: id, key: key)
            try transaction.audit(
                AuditRecord(at: transaction.now, account: id.text, actor: id.text, action: .userNameChanged), key: key)
            guard let after = try transaction.account(id) else { throw IdentityError.accountNotFound }
            return SavedAnswer(status: 0, body: answer(after))
        }.body
    }

    private func set(_ recipient: CodeRecipient, of account: Account, in transaction: Transaction) throws {
        let former: CodeRecipient?
        let event: SafetyNotice.Event
        let action: AuditAction
        switch recipient {
        case .mobile(let number):
            // What is there already is not changed, and nobody need be told.
            guard number != account.mobile else { return }
            try transaction.set(number, of: account.id, key: key)
            try transaction.moveHolders(of: account.id, from: account.mobile, to: number, key: key)
            (former, event, action) = (.mobile(account.mobile), .mobileChanged, .mobileChanged)
        case .email(let address):
            guard address != account.email else { return }
            try transaction.set(address, of: account.id, key: key)
            (former, event, action) = (account.email.map { .email($0) }, .emailChanged, .emailChanged)
        }
        try transaction.audit(
            AuditRecord(at: transaction.now, account: account.id.text, actor: account.id.text, action: action),
            key: key)
        if let former { try tellFormer(former, of: event, account: account.id, in: transaction) }
        try tell(account.id, of: event, in: transaction)
    }

    /// Has a number or an address that is the account's no more told what happened, once this transaction is there; nobody
    /// where it is the empty place of a number that was freed.
    func tellFormer(
        _ former: CodeRecipient, of event: SafetyNotice.Event, account: Identifier, in transaction: Transaction
    ) throws {
        guard !former.address.isEmpty else { return }
        try transaction.put(
            AccountErrand(account: account, toFormer: SafetyNotice(event, at: transaction.now)), to: former,
            reference: identifiers.next(.request).text, key: key)
    }
}

extension Snapshot {
    /// Whether an account can be recovered by nothing: its number was freed, and it has no e-mail address and no password.
    func isStranded(_ id: Identifier) throws -> Bool {
        guard let account = try account(id) else { return false }
        return try account.mobile.text.isEmpty && account.email == nil && passwords(of: id).isEmpty
    }

    /// An account that can be signed in to. Throws `IdentityError.accountNotFound`, and `.passwordWrong` when the password
    /// that was confirmed is not its present one any more, for hashing takes its time.
    func activeAccount(_ id: Identifier, whosePassword confirmed: PasswordRecord?) throws -> Account {
        guard let account = try account(id), account.state == .active else { throw IdentityError.accountNotFound }
        guard try passwords(of: id).first == confirmed else { throw IdentityError.passwordWrong }
        return account
    }
}
