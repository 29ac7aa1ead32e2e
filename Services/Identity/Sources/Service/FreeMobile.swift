internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Takes a number that its carrier has given to somebody else from whoever has it here: whoever has it now could sign in
    /// by it, and would get the codes of its former owner. Returns the answer's bytes: the first call's when this one
    /// repeats it.
    func freeMobile(
        _ text: String, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (FreedMobile) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let number: MobileNumber
        do throws(FieldFault.Reason) {
            number = try MobileNumber(field: text)
        } catch {
            throw IdentityError.invalidFields([FieldFault(field: "mobile", reason: error)])
        }
        return try await store.once(call) { [key, notices] transaction in
            let freed = try transaction.free(number, key: key)
            // Whatever came of it: the answer tells whether anybody has the number.
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: staff.text, actor: staff.text, action: .mobileFreed,
                    object: freed.accounts.map(\.text).joined(separator: " ")), key: key)
            for invitation in freed.invitations {
                try transaction.audit(
                    AuditRecord(
                        at: transaction.now, account: invitation.institution.text, actor: staff.text,
                        action: .invitationCancelled, object: invitation.id.text), key: key)
            }
            if let owner = freed.owner {
                let ended = try transaction.endSessions(of: owner, .revoked)
                try tell(
                    ended.map { EndedSession(session: $0, account: owner, reason: .revoked) }, actor: staff.text,
                    trace: origin.trace, in: transaction)
                try endYoungLinks(of: owner, by: staff, in: transaction)
            }
            for account in freed.accounts {
                let holders = freed.holders[account] ?? []
                try transaction.append(
                    Event(
                        type: IdentityEvents.mobileFreed, aggregate: account.text,
                        payload: notices.mobileFreed(account, account == freed.owner, holders), trace: origin.trace))
                try transaction.audit(
                    AuditRecord(
                        at: transaction.now, account: account.text, actor: staff.text, action: .mobileFreed,
                        object: holders.map(\.text).joined(separator: " ")), key: key)
                // Where the account is reached without the number, and never there.
                try tell(account, of: .mobileFreed, in: transaction)
            }
            return SavedAnswer(status: 0, body: answer(freed))
        }.body
    }
}
