internal import MeshKernel
internal import MeshStore

/// What came of a row of an import.
struct ImportOutcome: Sendable {
    let reference: String
    /// The account, or why the row does not pass.
    let account: Result<Identifier, IdentityError>
    /// Whether it had been imported before.
    let wasThere: Bool
}

extension IdentityServer {
    /// Makes an account of each row that passes, all in one transaction. Its owner signs in with a code and completes it;
    /// until then nobody else hears of it. Returns the answer's bytes: the first call's when this one repeats it.
    func importAccounts(
        _ rows: [ImportDraft], at authority: Authority?, by service: String, call: IdempotentRequest,
        answer: @escaping @Sendable ([ImportOutcome]) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        var faults: [FieldFault] = []
        if authority == nil { faults.append(FieldFault(field: "authority", reason: .empty)) }
        if rows.isEmpty { faults.append(FieldFault(field: "rows", reason: .empty)) }
        if rows.count > ImportDraft.Limits.rowsMax {
            faults.append(FieldFault(field: "rows", reason: .tooMany(maximum: ImportDraft.Limits.rowsMax)))
        }
        guard faults.isEmpty, let authority else { throw IdentityError.invalidFields(faults) }
        let names = rows.map { _ in UserName(stored: "user_" + Hexadecimal.encode(random.bytes(8))) }
        let ids = rows.map { _ in identifiers.next(.account) }
        return try await store.once(call) { transaction in
            var outcomes: [ImportOutcome] = []
            for (place, draft) in rows.enumerated() {
                outcomes.append(
                    try importRow(
                        draft, as: ids[place], madeUp: names[place], at: authority, by: service, in: transaction))
            }
            return SavedAnswer(status: 0, body: answer(outcomes))
        }.body
    }

    private func importRow(
        _ draft: ImportDraft, as id: Identifier, madeUp name: UserName, at authority: Authority, by service: String,
        in transaction: Transaction
    ) throws -> ImportOutcome {
        do {
            let row = try draft.checked(madeUp: name)
            if let there = try transaction.importedAccount(row.reference, key: key) {
                // Whoever had it erased is not brought back.
                guard try transaction.erasure(of: there) == nil else { throw IdentityError.erased }
                try replaceFreed(row.mobile, of: there, by: service, in: transaction)
                return ImportOutcome(reference: draft.reference, account: .success(there), wasThere: true)
            }
            try transaction.nested {
                try transaction.insertImported(
                    Account(
                        id: id, authority: authority, accountClass: .individual, userName: row.userName,
                        mobile: row.mobile, createdAt: transaction.now), reference: row.reference, key: key)
                try transaction.audit(
                    AuditRecord(at: transaction.now, account: id.text, actor: service, action: .imported), key: key)
            }
            return ImportOutcome(reference: draft.reference, account: .success(id), wasThere: false)
        } catch let error as IdentityError {
            return ImportOutcome(reference: draft.reference, account: .failure(error), wasThere: false)
        }
    }

    /// Gives an account whose number was freed before it was complete the one that its row names now, for nobody can sign in
    /// to it otherwise. Never one that was freed: an older list still has it.
    private func replaceFreed(
        _ number: MobileNumber, of id: Identifier, by service: String, in transaction: Transaction
    ) throws {
        guard let account = try transaction.account(id), account.isIncomplete, account.mobile.text.isEmpty,
            try !transaction.freedCodes(ofImported: id).contains(key.code(ofFreed: number, importedAs: id))
        else { return }
        try transaction.set(number, of: id, key: key)
        try transaction.audit(
            AuditRecord(at: transaction.now, account: id.text, actor: service, action: .mobileChanged), key: key)
    }
}
