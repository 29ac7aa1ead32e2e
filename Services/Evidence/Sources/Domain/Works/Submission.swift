package import MeshKernel

/// What a submission declares before its bytes come.
package struct SubmissionHeader: Sendable, Equatable {
    /// Where it shall be sealed.
    package let project: Identifier
    /// The file's name.
    package let name: FileName
    /// Bytes to come, at least 1.
    package let size: UInt64
    /// As its sender states it.
    package let mediaType: MediaType

    /// Refuses an identifier, name, size or type that is none. `maximumBytes` bounds the file.
    package init(project: String, name: String, size: UInt64, mediaType: String, maximumBytes: UInt64)
        throws(EvidenceError)
    {
        guard let project = Identifier(project, kind: .project) else { throw .invalidProjectID }
        self.project = project
        self.name = try FileName(name)
        guard size > 0 else { throw .emptyFile }
        guard size <= maximumBytes else { throw .fileTooLarge(maximumBytes: maximumBytes) }
        self.size = size
        self.mediaType = try MediaType(mediaType)
    }
}

/// One part of the stream that carries a file.
package enum SubmissionPart: Sendable, Equatable {
    case header(project: String, name: String, size: UInt64, mediaType: String)
    case chunk([UInt8])
    /// The sender's SHA-256 of the whole file.
    case digest([UInt8])
}

/// The order in which a file comes: a header, chunks that add up to its size, a digest, nothing more.
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
        case (.beginning, .header(let project, let name, let size, let mediaType)):
            let header = try SubmissionHeader(
                project: project, name: name, size: size, mediaType: mediaType, maximumBytes: maximumBytes)
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
