internal import MeshKernel
internal import MeshStore

/// What an entry of the log stands for, beside the log. Boxed: it is handed on by several queues.
indirect enum LogRecord: Sendable {
    /// One sealed file.
    case work(EvidenceRecord)
    /// A chain up to here.
    case chainSeal(ChainSealRecord)
    /// That an earlier entry's contents were erased.
    case tombstone(TombstoneRecord)

    var kind: LeafKind {
        switch self {
        case .work: .work
        case .chainSeal: .chainSeal
        case .tombstone: .tombstone
        }
    }

    var id: Identifier {
        switch self {
        case .work(let record): record.id
        case .chainSeal(let record): record.id
        case .tombstone(let record): record.target.id
        }
    }

    var project: Identifier {
        switch self {
        case .work(let record): record.project
        case .chainSeal(let record): record.project
        case .tombstone(let record): record.target.project
        }
    }

    var acceptedAt: WallTime {
        switch self {
        case .work(let record): record.acceptedAt
        case .chainSeal(let record): record.acceptedAt
        case .tombstone(let record): record.erasedAt
        }
    }

    /// Bytes that are kept with it, and for whom; nil for what keeps none.
    var kept: (account: String, bytes: UInt64)? {
        switch self {
        case .work(let record): record.blob.map { (record.account, UInt64($0.bytes)) }
        case .chainSeal, .tombstone: nil
        }
    }

    /// How the others are told.
    var eventType: EventType {
        switch self {
        case .work: EvidenceEvents.sealed
        case .chainSeal: EvidenceEvents.chainSealed
        case .tombstone: EvidenceEvents.itemErased
        }
    }

    func write(to transaction: Transaction, leaf: Leaf, leafHash: TreeHash, at index: UInt64) throws {
        switch self {
        case .work(let record): try transaction.insert(record, leaf: leaf, leafHash: leafHash, at: index)
        case .chainSeal(let record): try transaction.insert(record, leaf: leaf, leafHash: leafHash, at: index)
        case .tombstone(let record): try transaction.erase(record, tombstone: index)
        }
    }
}
