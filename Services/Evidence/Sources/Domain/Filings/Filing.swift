package import MeshKernel

/// What a first-publication filing shows: 设计图 or 实物图.
package enum FilingKind: String, FormWord {
    case designDrawing
    case productPicture
}

/// Where a filing stands in its time. It follows from its end and the clock alone.
package enum FilingState: String, FormWord {
    case active
    case expiring
    case void
}

/// What happened to a filing.
package enum FilingRecordKind: String, FormWord {
    case applied
    case renewed
    case reminded
    case voided
}

/// One line of a filing's history.
package struct FilingRecord: Sendable, Equatable {
    /// When.
    package let at: WallTime
    /// What.
    package let kind: FilingRecordKind
    /// The filing's end from then on.
    package let expiresAt: WallTime

    package init(at: WallTime, kind: FilingRecordKind, expiresAt: WallTime) {
        self.at = at
        self.kind = kind
        self.expiresAt = expiresAt
    }
}

/// A first-publication filing over sealed items. Past its end it is void for the platform; its items' proofs stay true.
package struct Filing: Sendable, Equatable {
    /// Its identifier.
    package let id: Identifier
    /// The project of its items.
    package let project: Identifier
    /// Whose it is.
    package let account: String
    /// Its items, in the order of the application: 1 to 64.
    package let evidence: [Identifier]
    /// What the applicant states.
    package let statement: FilingStatement
    /// Whose authority times it.
    package let supplier: String
    /// The pack whose credit it stands on; nil when nobody wrote it down.
    package let creditPack: Identifier?
    /// When it was applied for.
    package let appliedAt: WallTime
    /// When it is, or became, void (存证到期时间).
    package var expiresAt: WallTime
    /// Its history, oldest first; empty in lists.
    package var records: [FilingRecord]
    /// What times it; nil for one from before filings were timed.
    package var timestamp: FilingTimestamp?

    package init(
        id: Identifier, project: Identifier, account: String, evidence: [Identifier], statement: FilingStatement,
        supplier: String, creditPack: Identifier?, appliedAt: WallTime, expiresAt: WallTime, records: [FilingRecord],
        timestamp: FilingTimestamp?
    ) {
        self.id = id
        self.project = project
        self.account = account
        self.evidence = evidence
        self.statement = statement
        self.supplier = supplier
        self.creditPack = creditPack
        self.appliedAt = appliedAt
        self.expiresAt = expiresAt
        self.records = records
        self.timestamp = timestamp
    }
}
