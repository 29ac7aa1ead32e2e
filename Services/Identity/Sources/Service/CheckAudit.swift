internal import Logging
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension IdentityServer {
    /// Follows the whole audit, some records at a time so that no read is long; the number of its records. Throws
    /// `AuditBroken` when one is not what was written, or is missing.
    package func checkAudit(rowsPerRead: Int = Limits.auditRowsPerRead) async throws -> Int64 {
        var trail = AuditTrail()
        while true {
            let before = trail
            let (followed, isWhole) = try await store.read { [key] in
                try $0.follow(before, count: rowsPerRead, key: key)
            }
            guard !isWhole else { return followed.records }
            trail = followed
        }
    }

    /// Follows the whole audit for one of the staff. That they did is written down first, unless the audit takes no record
    /// any more: then too they are told, for that is what they want to know.
    func checkAudit(by staff: Identifier) async throws -> AuditVerdict {
        do {
            try await writeLook(.auditChecked, at: staff, by: staff)
        } catch let broken as AuditBroken {
            logger.critical("the audit takes no record of its check", metadata: ["position": "\(broken.position)"])
        }
        do {
            return AuditVerdict(records: try await checkAudit(), isIntact: true, broken: nil)
        } catch let broken as AuditBroken {
            logger.critical("the audit is not what was written", metadata: ["position": "\(broken.position)"])
            let record = try await store.read { try $0.auditRecord(at: broken.position) }
            return AuditVerdict(records: broken.position, isIntact: false, broken: record)
        }
    }

    /// A page of the audit, the newest first, and the token of the next one: of one account or, with an empty word, of all.
    /// That staff looked is written down first. Throws `IdentityError.auditBroken` when it cannot be.
    func audit(
        of text: String, size: UInt32, token: String, by staff: Identifier
    ) async throws -> (rows: [StoredAuditRecord], next: String) {
        let account = Identifier(text, kind: .account)
        guard text.isEmpty || account != nil else {
            throw IdentityError.invalidFields([FieldFault(field: "account", reason: .malformed)])
        }
        let wanted = try Self.page(size, token, "audit", text)
        let place = wanted.after.isEmpty ? Int64.max : Int64(wanted.after)
        guard let place else { throw IdentityError.invalidPageToken }
        do {
            try await writeLook(.auditViewed, at: account ?? staff, by: staff)
        } catch let broken as AuditBroken {
            logger.critical("the audit is not what was written", metadata: ["position": "\(broken.position)"])
            throw IdentityError.auditBroken
        }
        let read = try await store.read { try $0.audit(of: account, before: place, count: wanted.rows + 1) }
        return wanted.page(read) { "\($0.position)" }
    }

    private func writeLook(_ action: AuditAction, at account: Identifier, by staff: Identifier) async throws {
        try await store.write { [key] transaction in
            try transaction.audit(
                AuditRecord(at: transaction.now, account: account.text, actor: staff.text, action: action), key: key)
        }
    }
}
