internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// A file on its way in: digested and written, encrypted, as it comes, and never whole in memory. What was written goes
/// with the last reference to it, unless it was finished: no way out of a call can forget that.
struct FileIntake {
    let header: SubmissionHeader
    let project: Project
    /// Who sends it.
    let author: SealAuthor
    /// Who holds the work, as known when it began to come; nil when its call had been answered.
    let holder: WorkMetadata.Holder?
    /// The account's data key.
    let key: SubjectKey
    /// When it began to come.
    let beganAt: WallTime
    /// Room for its bytes; nil when its call had been answered.
    private let room: KeptBytes.Hold?
    private let early: EarlyRecall
    private let place: Uploads.Place
    private let offload: OffloadPool
    private let permits: Permits
    /// Computes SHA-256 too.
    private var blob: Trailing<BlobWriter>
    private var sm3 = Trailing(StreamingDigest(.sm3), stepsMax: Limits.handOversBehindMax)
    /// Pieces to be handed on together.
    private var gathered: [[UInt8]] = []
    private var gatheredBytes = 0

    init(
        header: SubmissionHeader, project: Project, author: SealAuthor, holder: WorkMetadata.Holder?, key: SubjectKey,
        early: EarlyRecall, beganAt: WallTime, room: KeptBytes.Hold?,
        blob: BlobWriter, place: Uploads.Place, offload: OffloadPool, permits: Permits
    ) {
        self.header = header
        self.project = project
        self.author = author
        self.holder = holder
        self.key = key
        self.early = early
        self.beganAt = beganAt
        self.room = room
        self.blob = Trailing(blob, stepsMax: Limits.handOversBehindMax)
        self.place = place
        self.offload = offload
        self.permits = permits
    }

    /// Takes the next piece. Small ones are digested at once; others are handed on, a few together, to be digested and
    /// written off the event loop, SM3 on one thread and the rest on another, beside what brings the pieces.
    mutating func keep(_ bytes: [UInt8]) async throws {
        place.heard()
        guard bytes.count > Limits.inlineDigestBytesMax else {
            try await handOn()
            try await sm3.change { $0.update(bytes) }
            try await blob.change { try await $0.append(bytes) }
            return
        }
        gathered.append(bytes)
        gatheredBytes += bytes.count
        if gatheredBytes >= Limits.handOverBytes { try await handOn() }
    }

    private mutating func handOn() async throws {
        guard !gathered.isEmpty else { return }
        let pieces = gathered
        gathered = []
        gatheredBytes = 0
        try await sm3.follow { [offload, permits] in try await Self.feed(&$0, pieces, on: offload, permits) }
        try await blob.follow { try await $0.append(pieces) }
    }

    /// The file as it came, when its SHA-256 is the one that its sender claims.
    mutating func accepted(claiming claimed: [UInt8]) async throws -> AcceptedWork {
        try await handOn()
        let digests = FileDigests(sha256: try await blob.value.sha256, sm3: try await sm3.value.finish())
        guard digests.sha256 == claimed else { throw EvidenceError.wrongDigest }
        place.end()
        FaultPoint.workReceived.reached()
        return AcceptedWork(
            header: header, project: project, author: author, holder: holder, key: key, digests: digests, intake: self,
            early: early, beganAt: beganAt, room: room)
    }

    /// Brings the file to the disk, or a small one to where it waits for its row.
    func finish() async throws -> FinishedBlob {
        try await blob.value.finish()
    }

    private static func feed(
        _ digest: inout StreamingDigest, _ pieces: [[UInt8]], on offload: OffloadPool, _ permits: Permits
    ) async throws {
        let before = digest
        digest = try await permits.hold {
            try await offload.run { () throws(Never) in
                var digest = before
                for piece in pieces { digest.update(piece) }
                return digest
            }
        }
    }
}

/// A work whose digests are known: what came was digested here, or its sender declared them.
struct AcceptedWork {
    let header: SubmissionHeader
    let project: Project
    /// Who sent it.
    let author: SealAuthor
    /// Who holds it, as known when it began to come; nil when its call had been answered.
    let holder: WorkMetadata.Holder?
    /// The account's data key.
    let key: SubjectKey
    let digests: FileDigests
    /// The bytes; nil when none came.
    let intake: FileIntake?
    /// What was known when its header came.
    let early: EarlyRecall
    /// When its header came.
    let beganAt: WallTime
    /// Room for its bytes; nil when there are none, or its call had been answered.
    let room: KeptBytes.Hold?
}

/// Whether a call had been answered when its header came, read together with what the header names: the second look,
/// once the file is whole, is needed by few.
struct EarlyRecall {
    /// Its key had an answer.
    let wasAnswered: Bool
    /// Begun before that was read.
    let watch: Turns<IdempotentTurn>.Watch

    /// Whether the call may have an answer by now.
    var mayBeAnswered: Bool { wasAnswered || watch.isDisturbed }
}
