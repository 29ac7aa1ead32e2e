package import MeshKernel

/// What is declared before a picture's bytes come, as it was said.
package struct DocumentDraft: Sendable, Equatable {
    /// Identifier of the dossier.
    package var dossier: String
    /// What the picture shows.
    package var slot: String
    /// Its media type.
    package var mediaType: String
    /// Bytes to come.
    package var size: UInt64

    package init(dossier: String, slot: String, mediaType: String, size: UInt64) {
        self.dossier = dossier
        self.slot = slot
        self.mediaType = mediaType
        self.size = size
    }
}

/// One part of the stream that carries a picture.
package enum DocumentPart: Sendable, Equatable {
    case header(DocumentDraft)
    case chunk([UInt8])
}

/// The order in which a picture comes: a header, then chunks that add up to its size.
package struct DocumentUpload: Sendable, Equatable {
    /// Bounds of one stream.
    package enum Limits {
        /// The largest chunk.
        package static let chunkBytesMax = 262_144
    }

    /// What is wrong with a stream.
    package enum Fault: Error, Sendable, Equatable {
        /// A message without a part.
        case emptyPart
        /// Chunks before the header, or no header at all.
        case missingHeader
        /// A second header.
        case secondHeader
        case emptyChunk
        case chunkTooLarge(maximumBytes: Int)
        /// More or fewer bytes than were declared.
        case wrongSize(declared: Int, received: Int)
    }

    /// What a picture's header declares.
    package struct Header: Sendable, Equatable {
        /// Whose picture it is.
        package let dossier: Identifier
        /// What it shows.
        package let slot: DocumentSlot
        /// What its sender calls it; nil for a type that no authority takes.
        package let type: AuthorityRules.PictureType?
        /// Bytes to come.
        package let size: Int

        /// Refuses an identifier or slot that is none, and a picture that no authority takes for its size.
        package init(_ draft: DocumentDraft) throws(IdentityError) {
            guard let dossier = Identifier(draft.dossier, kind: .dossier) else { throw .invalidDossierID }
            guard let slot = DocumentSlot(rawValue: draft.slot) else {
                throw .invalidFields([FieldFault(field: "slot", reason: draft.slot.isEmpty ? .empty : .unknownWord)])
            }
            self.dossier = dossier
            self.slot = slot
            type = AuthorityRules.PictureType(mediaType: draft.mediaType)
            size = try AuthorityRules.checkedPictureSize(draft.size)
        }
    }

    /// What was declared; nil before.
    package private(set) var header: Header?
    private var bytes = DeclaredBytes()

    /// A stream of which nothing came yet.
    package init() {}

    /// Takes a header, once and first.
    package mutating func take(header: Header) throws(Fault) {
        try bytes.declare(header.size)
        self.header = header
    }

    /// Takes the length of the next chunk.
    package mutating func take(chunkBytes: Int) throws(Fault) { try bytes.take(chunkBytes: chunkBytes) }

    /// What came, when the stream may end here.
    package func end() throws(Fault) -> Header {
        try bytes.end()
        guard let header else { throw .missingHeader }
        return header
    }
}

extension AuthorityRules.PictureType {
    /// The type that RFC 2046 and RFC 2083 call so; nil for any other.
    package init?(mediaType: String) {
        switch mediaType {
        case "image/jpeg": self = .jpeg
        case "image/png": self = .png
        default: return nil
        }
    }

    /// What it is called on the wire.
    package var mediaType: String { "image/\(rawValue)" }
}
