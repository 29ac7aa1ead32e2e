package import MeshStore

/// What this service tells the others.
package enum EvidenceEvents {
    /// A work was sealed: billing posts its credit, registry and market learn of it, notify tells the holder.
    package static let sealed = EventType(
        name: "evidence.sealed", readers: ["billing", "registry", "market", "notify", "operator"])

    /// A version of a project's chain was sealed.
    package static let chainSealed = EventType(name: "chain.sealed", readers: ["registry", "notify", "operator"])

    /// A filing was applied for.
    package static let filingApplied = EventType(
        name: "filing.applied", readers: ["billing", "registry", "operator"])

    /// A filing's end is near: 30, 7 or 1 days.
    package static let filingExpiring = EventType(name: "filing.expiring", readers: ["billing", "notify", "operator"])

    /// A filing's end is past.
    package static let filingVoid = EventType(
        name: "filing.void", readers: ["billing", "registry", "notify", "operator"])

    /// A filing's end was moved for one credit.
    package static let filingRenewed = EventType(
        name: "filing.renewed", readers: ["billing", "registry", "notify", "operator"])

    /// A pack's end is near, 30, 7 or 1 days, and something of it is left.
    package static let creditExpiring = EventType(name: "credit.expiring", readers: ["billing", "notify", "operator"])

    /// An item was held against its seal and is not what was sealed.
    package static let damaged = EventType(name: "evidence.damaged", readers: ["notify", "operator"])

    /// What opens a sealed item was destroyed: whoever keeps something of it forgets it.
    package static let itemErased = EventType(
        name: "evidence.item.erased", readers: ["billing", "registry", "market", "operator"])

    /// Works of two holders look or read alike; for staff.
    package static let similar = EventType(name: "evidence.similar", readers: ["operator"])

    /// All of them.
    package static let all = [
        sealed, chainSealed, filingApplied, filingExpiring, filingVoid, filingRenewed, creditExpiring, damaged,
        itemErased, similar,
    ]
}
