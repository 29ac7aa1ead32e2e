package import MeshStore

/// What this service tells the others.
package enum EvidenceEvents {
    /// A work was sealed: billing posts its credit, registry and market learn of it, notify tells the holder.
    package static let sealed = EventType(
        name: "evidence.sealed", readers: ["billing", "registry", "market", "notify", "operator"])

    /// All of them.
    package static let all = [sealed]
}
