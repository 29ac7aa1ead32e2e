internal import MeshCrypto
internal import MeshRuntime
internal import MeshStore

/// A file on its way in: digested and written, encrypted, as it comes, and never whole in memory. What was written goes
/// with the last reference to it, unless it was finished: no way out of a call can forget that.
struct FileIntake {
    let header: SubmissionHeader
    let project: Project
    /// The account's data key.
    let key: SubjectKey
    private let offload: OffloadPool
    private let permits: Permits
    private var blob: Trailing<BlobWriter>
    private var sha256 = Trailing(StreamingDigest(.sha256), stepsMax: Limits.piecesBehindMax)
    private var sm3 = Trailing(StreamingDigest(.sm3), stepsMax: Limits.piecesBehindMax)

    init(
        header: SubmissionHeader, project: Project, key: SubjectKey, blob: BlobWriter, offload: OffloadPool,
        permits: Permits
    ) {
        self.header = header
        self.project = project
        self.key = key
        self.blob = Trailing(blob, stepsMax: Limits.piecesBehindMax)
        self.offload = offload
        self.permits = permits
    }

    /// Takes the next piece. Small ones are digested at once; for others the two digests and the writing run beside each
    /// other and beside what brings the pieces, off the event loop, each a few pieces behind at most: SM3 takes longer
    /// than all the rest.
    mutating func keep(_ bytes: [UInt8]) async throws {
        guard bytes.count > Limits.inlineDigestBytesMax else {
            try await sha256.change { $0.update(bytes) }
            try await sm3.change { $0.update(bytes) }
            try await blob.change { try await $0.append(bytes) }
            return
        }
        try await sm3.follow { [offload, permits] in try await Self.feed(&$0, bytes, on: offload, permits) }
        try await sha256.follow { [offload, permits] in try await Self.feed(&$0, bytes, on: offload, permits) }
        try await blob.follow { try await $0.append(bytes) }
    }

    /// The file as it came, when its SHA-256 is the one that its sender claims.
    func accepted(claiming claimed: [UInt8]) async throws -> AcceptedWork {
        let digests = FileDigests(sha256: try await sha256.value.finish(), sm3: try await sm3.value.finish())
        guard digests.sha256 == claimed else { throw EvidenceError.wrongDigest }
        return AcceptedWork(header: header, project: project, key: key, digests: digests, intake: self)
    }

    /// Brings the file to the disk, or a small one to where it waits for its row.
    func finish() async throws -> FinishedBlob {
        try await blob.value.finish()
    }

    private static func feed(
        _ digest: inout StreamingDigest, _ bytes: [UInt8], on offload: OffloadPool, _ permits: Permits
    ) async throws {
        let before = digest
        digest = try await permits.hold {
            try await offload.run { () throws(Never) in
                var digest = before
                digest.update(bytes)
                return digest
            }
        }
    }
}

/// A work whose digests are known: what came was digested here, or its sender declared them.
struct AcceptedWork {
    let header: SubmissionHeader
    let project: Project
    /// The account's data key.
    let key: SubjectKey
    let digests: FileDigests
    /// The bytes; nil when none came.
    let intake: FileIntake?
}
