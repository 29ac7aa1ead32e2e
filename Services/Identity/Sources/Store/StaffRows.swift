internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// Up to `count` accounts of the staff after `after`, the oldest first.
    func staff(after: String, count: Int) throws -> [Account] {
        try rows(
            """
            SELECT id FROM accounts WHERE class = 'staff' AND state <> 'erased' AND id > ? ORDER BY id LIMIT ?
            """, .text(after), SQLValue(count)
        ).compactMap { try account(Identifier(stored: try $0.text("id"))) }
    }

    /// Whether somebody else than `account` is an administrator who can sign in.
    func hasAdministrator(besides account: Identifier) throws -> Bool {
        try row(
            """
            SELECT 1 AS found FROM accounts WHERE class = 'staff' AND state = 'active' AND id <> ?
                AND ' ' || roles || ' ' LIKE ? LIMIT 1
            """, SQLValue(account), .text("% \(StaffRole.administrator.rawValue) %")) != nil
    }

    /// Whether an account's holder was verified at any authority, or staff have a dossier of theirs.
    func isHolder(_ account: Identifier) throws -> Bool {
        try row(
            """
            SELECT 1 AS found FROM dossiers
            WHERE account = ? AND state IN ('in_review', 'correction_due', 'approved') LIMIT 1
            """, SQLValue(account)) != nil
    }
}

extension Transaction {
    /// Sets what an account may do for the house; without a role it is an individual's.
    func set(_ roles: [StaffRole], of account: Identifier) throws {
        let accountClass = roles.isEmpty ? AccountClass.individual : .staff
        try execute(
            "UPDATE accounts SET class = ?, roles = ? WHERE id = ?", .text(accountClass.rawValue),
            .text(roles.map(\.rawValue).joined(separator: " ")), SQLValue(account))
    }

    /// Gives back every dossier in review that one of the staff has claimed: which, and whose they are.
    func releaseDossiers(of staff: Identifier) throws -> [(dossier: Identifier, account: String)] {
        try rows(
            "UPDATE dossiers SET reviewer = NULL, touched_at = NULL WHERE reviewer = ? AND state = 'in_review' RETURNING id, account",
            SQLValue(staff)
        ).map { (Identifier(stored: try $0.text("id")), try $0.text("account")) }.sorted { $0.0 < $1.0 }
    }
}
