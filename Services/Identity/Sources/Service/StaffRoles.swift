internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension IdentityServer {
    /// Gives an account a role; `actor` is who says so. One that it has already changes nothing.
    func grant(_ word: String, to name: String, by actor: String, from origin: CallOrigin) async throws -> Account {
        let role = try Self.role(word)
        return try await store.write { transaction in
            let account = try staffAccount(name, in: transaction)
            guard account.state == .active else { throw IdentityError.accountNotFound }
            if account.roles.contains(role) { return account }
            guard account.accountClass != .institution, account.verification == .unverified,
                try !transaction.isHolder(account.id), try transaction.memberships(of: account.id).isEmpty
            else { throw IdentityError.holderNotStaff }
            return try change(
                account, to: account.roles + [role], role, .roleGranted, by: actor, from: origin, in: transaction)
        }
    }

    /// Takes a role from an account; one that it does not have changes nothing. The house keeps its last administrator, and
    /// what somebody had claimed in the review goes back to the queue.
    func withdraw(_ word: String, from name: String, by actor: String, _ origin: CallOrigin) async throws -> Account {
        let role = try Self.role(word)
        return try await store.write { [key] transaction in
            let account = try staffAccount(name, in: transaction)
            guard account.roles.contains(role) else { return account }
            if role == .administrator, try !transaction.hasAdministrator(besides: account.id) {
                throw IdentityError.lastStaffAdministrator
            }
            if role == .review {
                for (dossier, applicant) in try transaction.releaseDossiers(of: account.id) {
                    try transaction.audit(
                        AuditRecord(
                            at: transaction.now, account: applicant, actor: actor, action: .dossierReleased,
                            object: dossier.text), key: key)
                    guard let released = try transaction.dossier(dossier, under: profiles) else { continue }
                    try tellReviewer(of: released, from: origin, in: transaction)
                }
            }
            return try change(
                account, to: account.roles.filter { $0 != role }, role, .roleWithdrawn, by: actor, from: origin,
                in: transaction)
        }
    }

    /// A page of the staff, the oldest account first, and the token of the next one.
    func staff(size: UInt32, token: String) async throws -> (rows: [Account], next: String) {
        let wanted: PageRequest
        do throws(PageRequest.Fault) {
            wanted = try PageRequest(size: size, token: token, list: "staff")
        } catch {
            switch error {
            case .size(let maximum): throw IdentityError.invalidPageSize(maximum: maximum)
            case .token: throw IdentityError.invalidPageToken
            }
        }
        let read = try await store.read { try $0.staff(after: wanted.after, count: wanted.rows + 1) }
        return wanted.page(read) { $0.id.text }
    }

    /// Keeps what an account may do from here on, and ends its sign-ins, whose tokens say otherwise.
    private func change(
        _ account: Account, to roles: [StaffRole], _ role: StaffRole, _ action: AuditAction, by actor: String,
        from origin: CallOrigin, in transaction: Transaction
    ) throws -> Account {
        try transaction.set(roles.sorted { $0.rawValue < $1.rawValue }, of: account.id)
        let ended = try transaction.endSessions(of: account.id, .revoked)
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: account.id.text, actor: actor, action: action, object: role.rawValue),
            key: key)
        try tell(
            ended.map { EndedSession(session: $0, account: account.id, reason: .revoked) }, actor: actor,
            trace: origin.trace, in: transaction)
        guard let changed = try transaction.account(account.id) else { throw IdentityError.accountNotFound }
        try transaction.append(
            Event(
                type: IdentityEvents.staffChanged, aggregate: account.id.text, payload: notices.staffChanged(changed),
                trace: origin.trace))
        return changed
    }

    /// Whom an identifier, or a name to sign in with, means.
    private func staffAccount(_ text: String, in snapshot: Snapshot) throws -> Account {
        let found =
            if let id = Identifier(text, kind: .account) { try snapshot.account(id) } else {
                try snapshot.account(named: LoginName(text), key: key)
            }
        guard let found else { throw IdentityError.accountNotFound }
        return found
    }

    private static func role(_ word: String) throws(IdentityError) -> StaffRole {
        guard let role = StaffRole(rawValue: word) else {
            throw .invalidFields([FieldFault(field: "role", reason: word.isEmpty ? .empty : .unknownWord)])
        }
        return role
    }
}
