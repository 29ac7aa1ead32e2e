package import MeshKernel

/// One sealed file, as its owner sees it.
package struct EvidenceItem: Sendable, Equatable {
    package let id: Identifier
    package let number: EvidenceNumber
    package let project: Identifier
    package let account: String
    package let name: FileName
    package let size: UInt64
    package let mediaType: MediaType
    package let digests: FileDigests
    /// When the service accepted it.
    package let acceptedAt: WallTime
    /// The time in its RFC 3161 token.
    package let timestampAt: WallTime
    /// Place in the project's chain, from 0.
    package let sequence: UInt64
    /// Place in the log, from 0.
    package let logIndex: UInt64
    package let leafHash: TreeHash

    package init(
        id: Identifier, number: EvidenceNumber, project: Identifier, account: String, name: FileName, size: UInt64,
        mediaType: MediaType, digests: FileDigests, acceptedAt: WallTime, timestampAt: WallTime, sequence: UInt64,
        logIndex: UInt64, leafHash: TreeHash
    ) {
        self.id = id
        self.number = number
        self.project = project
        self.account = account
        self.name = name
        self.size = size
        self.mediaType = mediaType
        self.digests = digests
        self.acceptedAt = acceptedAt
        self.timestampAt = timestampAt
        self.sequence = sequence
        self.logIndex = logIndex
        self.leafHash = leafHash
    }
}
