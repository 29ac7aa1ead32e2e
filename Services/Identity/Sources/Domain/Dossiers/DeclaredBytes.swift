/// The order in which a picture's bytes come: what is declared first, once, then chunks that add up to it.
package struct DeclaredBytes: Sendable, Equatable {
    private var declared: Int?
    private var received = 0

    /// Of which nothing was said yet.
    package init() {}

    /// Takes how many are to come, once and first.
    package mutating func declare(_ size: Int) throws(DocumentUpload.Fault) {
        guard declared == nil else { throw .secondHeader }
        declared = size
    }

    /// Takes the length of the next chunk.
    package mutating func take(chunkBytes: Int) throws(DocumentUpload.Fault) {
        guard let declared else { throw .missingHeader }
        guard chunkBytes > 0 else { throw .emptyChunk }
        let most = DocumentUpload.Limits.chunkBytesMax
        guard chunkBytes <= most else { throw .chunkTooLarge(maximumBytes: most) }
        received += chunkBytes
        guard received <= declared else { throw .wrongSize(declared: declared, received: received) }
    }

    /// Whether the stream may end here.
    package func end() throws(DocumentUpload.Fault) {
        guard let declared else { throw .missingHeader }
        guard received == declared else { throw .wrongSize(declared: declared, received: received) }
    }
}

extension AuthorityRules {
    /// A picture's length, unless no authority takes it for that.
    package static func checkedPictureSize(_ size: UInt64) throws(IdentityError) -> Int {
        guard size > 0 else { throw .picture(.empty) }
        guard size < Limits.pictureBytesLimit else {
            throw .picture(.tooLarge(limitBytes: Limits.pictureBytesLimit))
        }
        return Int(size)
    }
}
