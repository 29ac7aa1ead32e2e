package import MeshKernel

/// At whose wish an entry's contents were erased.
package enum ErasureWish: String, Sendable, CaseIterable {
    /// Its holder's, for this one item.
    case holder
    /// Its holder's, done by staff.
    case staff
    /// Its holder's, for everything of the account.
    case subject
}

/// What stays of an item whose contents were erased: identifiers, places and times.
package struct ItemErasure: Sendable, Equatable {
    /// The item; or, when all of an account is erased, a chain's seal.
    package let id: Identifier
    /// Its public number.
    package let number: EvidenceNumber
    /// The project it belongs to.
    package let project: Identifier
    /// Whose it was.
    package let account: String
    /// Place of its entry in the log.
    package let logIndex: UInt64
    /// Place of the entry that says it was erased.
    package let tombstoneIndex: UInt64
    /// When it was erased.
    package let erasedAt: WallTime

    package init(
        id: Identifier, number: EvidenceNumber, project: Identifier, account: String, logIndex: UInt64,
        tombstoneIndex: UInt64, erasedAt: WallTime
    ) {
        self.id = id
        self.number = number
        self.project = project
        self.account = account
        self.logIndex = logIndex
        self.tombstoneIndex = tombstoneIndex
        self.erasedAt = erasedAt
    }
}

/// How far the erasure of an account has come.
package struct SubjectErasure: Sendable, Equatable {
    /// Where it stands.
    package enum State: String, Sendable, CaseIterable {
        /// The account's key is destroyed; rows and files are being removed.
        case erasing
        /// Nothing was left; what was on its way when the key went is looked for once more.
        case settling
        /// Nothing is left and nothing can come.
        case erased
    }

    /// Where it stands.
    package let state: State
    /// When it was first asked for.
    package let requestedAt: WallTime
    /// Entries whose contents are still there.
    package let entriesLeft: UInt64

    package init(state: State, requestedAt: WallTime, entriesLeft: UInt64) {
        self.state = state
        self.requestedAt = requestedAt
        self.entriesLeft = entriesLeft
    }
}
