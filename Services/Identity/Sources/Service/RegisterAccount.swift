internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Makes an account with the code that was sent to its mobile number. Returns the answer's bytes: the first call's
    /// when this one repeats it.
    func register(
        _ draft: RegistrationDraft, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Account) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let registration = try draft.checked()
        let recipient = CodeRecipient.mobile(registration.mobile)
        // A wrong code costs no hash, and the right one is not used up before everything else is known to be right.
        let isRight = try await store.write { [key] transaction in
            try transaction.tryCode(
                registration.code, for: .register, recipient: recipient, from: origin.source, spends: false,
                key: key)
        }
        guard isRight else { throw IdentityError.codeRefused }
        let hash = try await passwords.hash(registration.password)
        let id = identifiers.next(.account)
        return try await store.once(call) { [key, notices] transaction in
            guard
                try transaction.tryCode(
                    registration.code, for: .register, recipient: recipient, from: origin.source, spends: true,
                    key: key)
            else { throw IdentityError.codeRefused }
            let now = transaction.now
            let account = Account(
                id: id, authority: registration.authority, accountClass: registration.accountClass,
                userName: registration.userName,
                mobile: registration.mobile, createdAt: now)
            try transaction.insert(account, key: key)
            try transaction.set(PasswordRecord(encoded: hash, setAt: now), of: id)
            try transaction.append(
                Event(
                    type: IdentityEvents.registered, aggregate: id.text, payload: notices.registered(account),
                    trace: origin.trace))
            try transaction.audit(
                AuditRecord(at: now, account: id.text, actor: id.text, action: .registered), key: key)
            try transaction.put(AccountErrand(account: id), reference: id.text)
            return SavedAnswer(status: 0, body: answer(account))
        }.body
    }
}
