package import MeshKernel

/// What is declared before a letter's bytes come, as it was said.
package struct LetterDraft: Sendable, Equatable {
    /// Identifier of the mandate.
    package var mandate: String
    /// Its media type.
    package var mediaType: String
    /// Bytes to come.
    package var size: UInt64

    package init(mandate: String, mediaType: String, size: UInt64) {
        self.mandate = mandate
        self.mediaType = mediaType
        self.size = size
    }

    /// What it declares. Refuses an identifier that is none, and a picture that no authority takes for its size.
    package func checked() throws(IdentityError) -> LetterHeader {
        guard let id = Identifier(mandate, kind: .mandate) else { throw .invalidMandateID }
        return LetterHeader(
            mandate: id, type: AuthorityRules.PictureType(mediaType: mediaType),
            size: try AuthorityRules.checkedPictureSize(size))
    }
}

/// What a letter's header declares.
package struct LetterHeader: Sendable, Equatable {
    /// Whose letter it is.
    package let mandate: Identifier
    /// What its sender calls it; nil for a type that no authority takes.
    package let type: AuthorityRules.PictureType?
    /// Bytes to come.
    package let size: Int
}

/// One part of the stream that carries a letter.
package enum LetterPart: Sendable, Equatable {
    case header(LetterDraft)
    case chunk([UInt8])
}
