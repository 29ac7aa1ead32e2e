package import MeshKernel

/// How a caller names a sealed item.
package enum EvidenceReference: Sendable, Equatable {
    case id(Identifier)
    case number(EvidenceNumber)
}
