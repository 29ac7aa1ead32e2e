package import MeshKernel

/// A line of a list of items: an item, or what stays of one that was erased.
package enum ListedEvidence: Sendable, Equatable {
    case item(EvidenceItem)
    case erased(ErasedEvidence)

    /// The item's identifier.
    package var id: Identifier {
        switch self {
        case .item(let item): item.id
        case .erased(let item): item.id
        }
    }
}

/// What a list still tells of an erased item.
package struct ErasedEvidence: Sendable, Equatable {
    /// Its identifier.
    package let id: Identifier
    /// Its public number.
    package let number: EvidenceNumber
    /// The project it belongs to.
    package let project: Identifier
    /// When the service had accepted it, as its entry in the log says.
    package let acceptedAt: WallTime
    /// Place in the project's chain, from 0.
    package let sequence: UInt64
    /// Place in the log, from 0.
    package let logIndex: UInt64
    /// Hash of its entry in the log.
    package let leafHash: TreeHash
    /// When it was erased.
    package let erasedAt: WallTime

    package init(
        id: Identifier, number: EvidenceNumber, project: Identifier, acceptedAt: WallTime, sequence: UInt64,
        logIndex: UInt64, leafHash: TreeHash, erasedAt: WallTime
    ) {
        self.id = id
        self.number = number
        self.project = project
        self.acceptedAt = acceptedAt
        self.sequence = sequence
        self.logIndex = logIndex
        self.leafHash = leafHash
        self.erasedAt = erasedAt
    }
}
