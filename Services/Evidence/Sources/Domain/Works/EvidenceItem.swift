package import MeshKernel

/// One sealed file, as its owner sees it.
package struct EvidenceItem: Sendable, Equatable {
    /// Its identifier, for its owner.
    package let id: Identifier
    /// Its public number.
    package let number: EvidenceNumber
    /// The project it belongs to.
    package let project: Identifier
    /// Whose it is.
    package let account: String
    /// The file's name.
    package let name: FileName
    /// Of the file, in bytes.
    package let size: UInt64
    /// As its sender stated it.
    package let mediaType: MediaType
    /// Of the file.
    package let digests: FileDigests
    /// When the service accepted it.
    package let acceptedAt: WallTime
    /// The time in its RFC 3161 token.
    package let timestampAt: WallTime
    /// Place in the project's chain, from 0.
    package let sequence: UInt64
    /// Place in the log, from 0.
    package let logIndex: UInt64
    /// Hash of its entry in the log.
    package let leafHash: TreeHash
    /// Which part of the work's making it shows, as its sender stated it.
    package let stage: ProcessStage?
    /// Whether the bytes came, or only digests.
    package let mode: WorkMetadata.Mode
    /// The project's copyright settings that it was sealed under; 0 for none.
    package let copyrightVersion: UInt32

    package init(
        id: Identifier, number: EvidenceNumber, project: Identifier, account: String, name: FileName, size: UInt64,
        mediaType: MediaType, digests: FileDigests, acceptedAt: WallTime, timestampAt: WallTime, sequence: UInt64,
        logIndex: UInt64, leafHash: TreeHash, stage: ProcessStage? = nil, mode: WorkMetadata.Mode = .bytes,
        copyrightVersion: UInt32 = 0
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
        self.stage = stage
        self.mode = mode
        self.copyrightVersion = copyrightVersion
    }
}
