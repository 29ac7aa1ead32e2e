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
    private let blob: BlobWriter
    private let offload: OffloadPool
    private let permits: Permits
    private var sha256 = StreamingDigest(.sha256)
    private var sm3 = StreamingDigest(.sm3)

    init(
        header: SubmissionHeader, project: Project, key: SubjectKey, blob: BlobWriter, offload: OffloadPool,
        permits: Permits
    ) {
        self.header = header
        self.project = project
        self.key = key
        self.blob = blob
        self.offload = offload
        self.permits = permits
    }

    /// Takes the next piece. Small ones are digested at once; for others the two digests and the writing run beside each
    /// other, off the event loop.
    mutating func keep(_ bytes: [UInt8]) async throws {
        guard bytes.count > Limits.inlineDigestBytesMax else {
            sha256.update(bytes)
            sm3.update(bytes)
            try await blob.append(bytes)
            return
        }
        let (before256, before3) = (sha256, sm3)
        (sha256, sm3) = try await permits.hold {
            async let writing: Void = blob.append(bytes)
            async let first = Self.feed(before256, bytes, on: offload)
            async let second = Self.feed(before3, bytes, on: offload)
            let after = (try await first, try await second)
            try await writing
            return after
        }
    }

    /// The file as it came, when its SHA-256 is the one that its sender claims.
    func accepted(claiming claimed: [UInt8]) throws(EvidenceError) -> AcceptedWork {
        let digests = FileDigests(sha256: sha256.finish(), sm3: sm3.finish())
        guard digests.sha256 == claimed else { throw .wrongDigest }
        return AcceptedWork(header: header, project: project, key: key, digests: digests, intake: self)
    }

    /// Brings the file to the disk.
    func finish() async throws -> FinishedBlob {
        try await blob.finish()
    }

    private static func feed(
        _ digest: StreamingDigest, _ bytes: [UInt8], on offload: OffloadPool
    ) async throws(OffloadError<Never>) -> StreamingDigest {
        try await offload.run { () throws(Never) in
            var digest = digest
            digest.update(bytes)
            return digest
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
