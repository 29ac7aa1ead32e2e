internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Sends a mandate's holder a code to the number that they were verified with; it is good for this mandate alone.
    func requestMandateCode(
        _ text: String, of account: Identifier, from origin: CallOrigin
    ) async throws -> RequestedCode {
        let id = try Self.mandateIdentifier(text)
        let today = today
        let recipient = try await store.read { try $0.awaited(id, by: account, on: today).recipient }
        return try await issueCode(for: .confirmMandate, to: recipient, boundTo: id.text, from: origin) { transaction in
            // It may have ended, or the number may have moved, meanwhile.
            guard try transaction.awaited(id, by: account, on: today).recipient == recipient else {
                throw IdentityError.mandateNotFound
            }
            return true
        }
    }

    /// The holder agrees with that code; staff read the letter then. Returns the answer's bytes: the first call's when this
    /// one repeats it.
    func confirmMandate(
        _ text: String, code: String, of account: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (MandateView) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let id = try Self.mandateIdentifier(text)
        guard OneTimeCode.isWellFormed(code) else {
            throw IdentityError.invalidFields([FieldFault(field: "code", reason: code.isEmpty ? .empty : .malformed)])
        }
        let today = today
        // A wrong code counts, so it is tried where nothing undoes that, and used up where everything else is right.
        let isRight = try await store.write { [key] transaction in
            let recipient = try transaction.awaited(id, by: account, on: today).recipient
            return try transaction.tryCode(
                code, for: .confirmMandate, recipient: recipient, boundTo: id.text, spends: false, key: key)
        }
        guard isRight else { throw IdentityError.codeRefused }
        return try await store.once(call) { [key] transaction in
            let (before, recipient) = try transaction.awaited(id, by: account, on: today)
            guard
                try transaction.tryCode(
                    code, for: .confirmMandate, recipient: recipient, boundTo: id.text, spends: true, key: key)
            else { throw IdentityError.codeRefused }
            let mandate = try before.confirmed(at: transaction.now)
            try keepMoved(mandate, .mandateConfirmed, by: account.text, trace: origin.trace, in: transaction)
            return SavedAnswer(status: 0, body: answer(try transaction.view(mandate, as: .holder)))
        }.body
    }
}

extension Snapshot {
    /// A mandate that waits for this account's consent, and where the code for it goes: the number that the holder was
    /// verified with, with the document that the agent named. Throws `IdentityError.holderNotVerified` when they are not
    /// any more, and `.mobileMissing` when that number was taken from them.
    fileprivate func awaited(
        _ id: Identifier, by account: Identifier, on today: CivilDate
    ) throws -> (mandate: Mandate, recipient: CodeRecipient) {
        try requireActive(account)
        let mandate = try mandate(id, of: account, as: .holder)
        try mandate.require(.awaitingHolder)
        guard mandate.until >= today else { throw IdentityError.mandateState(.lapsed) }
        guard let holder = mandate.holder, try standing(of: holder.id)?.documentCode == mandate.documentCode,
            let verified = try verifiedHolder(.holder(holder.id), at: mandate.authority)
        else { throw IdentityError.holderNotVerified }
        // It may have been freed.
        guard !verified.facts[.mobile].isEmpty else { throw IdentityError.mobileMissing }
        return (mandate, .mobile(MobileNumber(stored: verified.facts[.mobile])))
    }
}
