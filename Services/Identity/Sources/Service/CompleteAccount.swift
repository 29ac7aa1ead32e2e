internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// What an account lacks before its holder can apply.
    func completion(of account: Identifier) async throws -> AccountCompletion {
        AccountCompletion(of: try await whoAmI(account))
    }

    /// Sends a code to where an imported account is to be reached; it is good for that account alone.
    func requestCompletionCode(
        _ address: CodeDraft.Address, of account: Identifier, from origin: CallOrigin
    ) async throws -> RequestedCode {
        var faults: [FieldFault] = []
        guard let recipient = address.checked(&faults) else { throw IdentityError.invalidFields(faults) }
        return try await issueCode(
            for: recipient.changePurpose, to: recipient, boundTo: account.text, from: origin
        ) { transaction in
            _ = try transaction.incompleteAccount(account)
            return true
        }
    }

    /// Completes an imported account, with codes of its number and its e-mail address. Returns the answer's bytes: the first
    /// call's when this one repeats it.
    func complete(
        _ draft: CompletionDraft, of id: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Account) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let checked = try draft.checked()
        // A wrong code counts, so it is tried where nothing undoes that, and both are used up where everything is right.
        let areRight = try await store.write { transaction in
            _ = try transaction.incompleteAccount(id)
            return try tryCodes(of: draft, checked, id, spends: false, in: transaction)
        }
        guard areRight else { throw IdentityError.codeRefused }
        return try await store.once(call) { [key, notices] transaction in
            let before = try transaction.incompleteAccount(id)
            guard try tryCodes(of: draft, checked, id, spends: true, in: transaction) else {
                throw IdentityError.codeRefused
            }
            if checked.mobile != before.mobile {
                try transaction.set(checked.mobile, of: id, key: key)
                try tellFormer(.mobile(before.mobile), of: .mobileChanged, account: id, in: transaction)
            }
            try transaction.set(checked.email, of: id, key: key)
            try transaction.set(checked.userName, of: id, key: key)
            try transaction.complete(id, as: checked.accountClass, institution: checked.institutionName)
            guard let after = try transaction.account(id) else { throw IdentityError.accountNotFound }
            try transaction.append(
                Event(
                    type: IdentityEvents.registered, aggregate: id.text, payload: notices.registered(after),
                    trace: origin.trace))
            try transaction.audit(
                AuditRecord(at: transaction.now, account: id.text, actor: id.text, action: .completed), key: key)
            try transaction.put(AccountErrand(account: id), reference: identifiers.next(.request).text)
            return SavedAnswer(status: 0, body: answer(after))
        }.body
    }

    /// Tries both codes, also when the first is wrong, so that each wrong one counts.
    private func tryCodes(
        of draft: CompletionDraft, _ checked: CheckedCompletion, _ id: Identifier, spends: Bool,
        in transaction: Transaction
    ) throws -> Bool {
        let recipients: [(CodeRecipient, String)] = [
            (.mobile(checked.mobile), draft.mobileCode), (.email(checked.email), draft.emailCode),
        ]
        return try recipients.map { recipient, code in
            try transaction.tryCode(
                code, for: recipient.changePurpose, recipient: recipient, boundTo: id.text, spends: spends, key: key)
        }.allSatisfy(\.self)
    }
}

extension Snapshot {
    /// An imported account that was not completed. Throws `IdentityError.accountComplete` for every other.
    fileprivate func incompleteAccount(_ id: Identifier) throws -> Account {
        guard let account = try account(id), account.state == .active else { throw IdentityError.accountNotFound }
        guard account.isIncomplete else { throw IdentityError.accountComplete }
        return account
    }

    /// Throws `IdentityError.accountIncomplete` with what an account lacks before it may fill in a dossier, or with
    /// `handsIn` hand one in at `rules`' authority.
    func requireComplete(_ account: Account, handsInAt rules: AuthorityRules? = nil) throws {
        let completion = AccountCompletion(of: account)
        let isOpen = rules.map { !$0.needsConfirmedEmail || completion.missing.isEmpty } ?? !completion.isImported
        guard isOpen else { throw IdentityError.accountIncomplete(completion.missing) }
    }
}
