package import MeshKernel

/// A submission's header as it was said, before anything was checked.
package struct SubmissionDraft: Sendable, Equatable {
    /// Identifier of the project.
    package var project: String
    /// The file's name.
    package var name: String
    /// In bytes.
    package var size: UInt64
    /// Empty when the sender does not say.
    package var mediaType: String
    /// Number of the wire; 0 when the sender does not say.
    package var stage: Int32
    /// That no bytes will come.
    package var isHashOnly: Bool
    /// The file's digests, when no bytes come.
    package var sha256: [UInt8], sm3: [UInt8]
    /// By the sender's clock; 0 when the sender does not say.
    package var clientMilliseconds: Int64
    /// What sends it, in which version, on which system; empty when the sender does not say.
    package var program: String, version: String, system: String
    /// Whose packs the credit is taken from; empty for any.
    package var supplier: String
    /// That the answer shall bring the proof.
    package var wantsProof: Bool

    package init(
        project: String, name: String, size: UInt64, mediaType: String = "", stage: Int32 = 0,
        isHashOnly: Bool = false, sha256: [UInt8] = [], sm3: [UInt8] = [], clientMilliseconds: Int64 = 0,
        program: String = "", version: String = "", system: String = "", supplier: String = "",
        wantsProof: Bool = false
    ) {
        self.project = project
        self.name = name
        self.size = size
        self.mediaType = mediaType
        self.stage = stage
        self.isHashOnly = isHashOnly
        self.sha256 = sha256
        self.sm3 = sm3
        self.clientMilliseconds = clientMilliseconds
        self.program = program
        self.version = version
        self.system = system
        self.supplier = supplier
        self.wantsProof = wantsProof
    }
}

/// What a submission declares before its bytes come.
package struct SubmissionHeader: Sendable, Equatable {
    /// Where it shall be sealed.
    package let project: Identifier
    /// The file's name.
    package let name: FileName
    /// Bytes to come, or that the digests are of: at least 1.
    package let size: UInt64
    /// As its sender states it.
    package let mediaType: MediaType
    /// Which part of the work's making it shows, as its sender states it.
    package let stage: ProcessStage?
    /// The digests that come in place of the bytes; nil when the bytes come.
    package let declared: FileDigests?
    /// What its sender says of itself; nil for nothing. Another one does not make another submission.
    package let client: ClientStatement?
    /// Whose packs the credit is taken from; nil for any.
    package let supplier: String?
    /// Whether the answer brings the proof.
    package let wantsProof: Bool

    /// Refuses an identifier, name, size, type, stage, digest or statement that is none. `maximumBytes` bounds a file
    /// that comes.
    package init(_ draft: SubmissionDraft, maximumBytes: UInt64) throws(EvidenceError) {
        guard let project = Identifier(draft.project, kind: .project) else { throw .invalidProjectID }
        self.project = project
        name = try FileName(draft.name)
        guard draft.size > 0 else { throw .emptyFile }
        // A file that stays where it is may be as large as its sender's disk.
        let maximum = draft.isHashOnly ? UInt64(Int64.max) : maximumBytes
        guard draft.size <= maximum else { throw .fileTooLarge(maximumBytes: maximum) }
        size = draft.size
        mediaType = try MediaType(draft.mediaType)
        stage = ProcessStage(number: draft.stage)
        guard draft.stage == 0 || stage != nil else { throw .invalidStage(field: "header.stage") }
        let digestBytes = draft.isHashOnly ? FileDigests.byteCount : 0
        guard draft.sha256.count == digestBytes else { throw .invalidDeclaredDigest(field: "header.sha256") }
        guard draft.sm3.count == digestBytes else { throw .invalidDeclaredDigest(field: "header.sm3") }
        declared = draft.isHashOnly ? FileDigests(sha256: draft.sha256, sm3: draft.sm3) : nil
        client = try ClientStatement(
            milliseconds: draft.clientMilliseconds, program: draft.program, version: draft.version,
            system: draft.system)
        supplier = draft.supplier.isEmpty ? nil : draft.supplier
        wantsProof = draft.wantsProof
    }
}

/// One part of the stream that carries a file.
package enum SubmissionPart: Sendable, Equatable {
    case header(SubmissionDraft)
    case chunk([UInt8])
    /// The sender's SHA-256 of the whole file.
    case digest([UInt8])
}

/// The order in which a file comes: a header, chunks that add up to its size, a digest, nothing more. A header that
/// brings the digests itself comes alone.
package struct Submission: Sendable, Equatable {
    /// Bounds of one stream.
    package enum Limits {
        /// The largest chunk.
        package static let chunkBytesMax = 262_144
    }

    /// What the receiver does next.
    package enum Step: Sendable, Equatable {
        /// Prepare for a file.
        case open(SubmissionHeader)
        /// Digest and keep these bytes.
        case keep([UInt8])
        /// Compare this digest with one's own, and seal.
        case seal(claimedSHA256: [UInt8])
        /// Seal what the header declares; no bytes come.
        case declare(SubmissionHeader)
    }

    private enum Phase: Sendable, Equatable {
        case beginning
        case receiving(SubmissionHeader, received: UInt64)
        case complete
    }

    private let maximumBytes: UInt64
    private var phase = Phase.beginning

    package init(maximumBytes: UInt64) {
        self.maximumBytes = maximumBytes
    }

    /// Takes the next part of the stream.
    package mutating func take(_ part: SubmissionPart) throws(EvidenceError) -> Step {
        switch (phase, part) {
        case (.beginning, .header(let draft)):
            let header = try SubmissionHeader(draft, maximumBytes: maximumBytes)
            guard header.declared == nil else {
                phase = .complete
                return .declare(header)
            }
            phase = .receiving(header, received: 0)
            return .open(header)
        case (.beginning, .chunk), (.beginning, .digest):
            throw .missingHeader
        case (.receiving(let header, let received), .chunk(let bytes)):
            guard !bytes.isEmpty else { throw .emptyChunk }
            guard bytes.count <= Limits.chunkBytesMax else { throw .chunkTooLarge(maximumBytes: Limits.chunkBytesMax) }
            let total = received + UInt64(bytes.count)
            guard total <= header.size else { throw .wrongSize(declared: header.size, received: total) }
            phase = .receiving(header, received: total)
            return .keep(bytes)
        case (.receiving(let header, let received), .digest(let digest)):
            guard received == header.size else { throw .wrongSize(declared: header.size, received: received) }
            guard digest.count == FileDigests.byteCount else { throw .malformedDigest }
            phase = .complete
            return .seal(claimedSHA256: digest)
        case (.receiving, .header), (.complete, .header), (.complete, .chunk), (.complete, .digest):
            throw .unexpectedPart
        }
    }

    /// That the stream may end here.
    package func end() throws(EvidenceError) {
        switch phase {
        case .beginning: throw .missingHeader
        case .receiving(let header, let received):
            if received < header.size { throw .wrongSize(declared: header.size, received: received) }
            throw .missingDigest
        case .complete: return
        }
    }
}
