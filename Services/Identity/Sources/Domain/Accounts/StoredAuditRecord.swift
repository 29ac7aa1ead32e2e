package import MeshKernel

/// A record of the audit as it stands in the store, whether or not it is what was written there.
package struct StoredAuditRecord: Sendable, Equatable {
    /// Its place, from 0 on.
    package let position: Int64
    /// When it was done.
    package let at: WallTime
    /// Whose account.
    package let account: String
    /// Who did it: an account, or a service's segment.
    package let actor: String
    /// What was done; no word of `AuditAction` where it was tampered with.
    package let action: String
    /// To what; may be empty.
    package let object: String

    package init(position: Int64, at: WallTime, account: String, actor: String, action: String, object: String) {
        self.position = position
        self.at = at
        self.account = account
        self.actor = actor
        self.action = action
        self.object = object
    }
}

/// What became of following the whole audit.
package struct AuditVerdict: Sendable, Equatable {
    /// Records that are what was written, up to the first that is not: the place of that one.
    package let records: Int64
    /// Whether that is all of it, and nothing is missing.
    package let isIntact: Bool
    /// What stands in that place; nil when nothing does, and when all is well.
    package let broken: StoredAuditRecord?

    package init(records: Int64, isIntact: Bool, broken: StoredAuditRecord?) {
        self.records = records
        self.isIntact = isIntact
        self.broken = broken
    }
}
