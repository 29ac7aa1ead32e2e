import MeshCrypto

/// How a blob lies in its file, or in its row: a header, then sealed chunks, one after the other.
///
///     header   "CLPHBLB1" ‖ plain bytes in a chunk, u32 ‖ length of the wrapped key, u32 ‖ wrapped key
///     chunk    nonce ‖ ciphertext ‖ tag, under the blob's own key
///
/// Every chunk but the last holds the same number of plain bytes; the last holds fewer or as many, and none only in an
/// empty blob. Bound to each chunk: the header, the blob's identifier, the chunk's number and whether it is the last
/// (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so that a cut, a swap or a splice between
/// blobs does not open. Integers are big-endian.
struct BlobFormat: Sendable {
    static let mark = Array("CLPHBLB1".utf8)
    /// What AES-GCM adds to a chunk: nonce and tag.
    static let sealBytes = 12 + 16
    /// Mark, chunk size and key length.
    static let fixedBytes = 16
    static let keyBytes = 32
    static let wrappedBytes = keyBytes + sealBytes

    let id: String
    let header: [UInt8]
    let key: SealingKey
    let chunkBytes: Int

    /// The format of a new blob under a new key of its own, wrapped by `wrapping`.
    init(id: String, key bytes: [UInt8], wrapping: SealingKey) throws {
        let fixed = Self.mark + Self.word(Limits.blobChunkBytes) + Self.word(Self.wrappedBytes)
        header = fixed + (try wrapping.seal(bytes, associated: Self.keyPlace(id, fixed)))
        guard let key = SealingKey(bytes: bytes) else { throw BlobError.tampered(id) }
        self.key = key
        chunkBytes = Limits.blobChunkBytes
        self.id = id
    }

    /// The format of a blob whose file begins with `header`.
    init(id: String, header: [UInt8], wrapping: SealingKey) throws(BlobError) {
        guard header.count == Self.fixedBytes + Self.wrappedBytes, header.starts(with: Self.mark),
            Self.number(header[12..<16]) == Self.wrappedBytes
        else { throw .tampered(id) }
        chunkBytes = Self.number(header[8..<12])
        guard (1...Limits.blobChunkBytesMax).contains(chunkBytes) else { throw .tampered(id) }
        let place = Self.keyPlace(id, Array(header.prefix(Self.fixedBytes)))
        guard let bytes = try? wrapping.open(Array(header.dropFirst(Self.fixedBytes)), associated: place),
            let key = SealingKey(bytes: bytes)
        else { throw .tampered(id) }
        self.key = key
        self.header = header
        self.id = id
    }

    func seal(_ plain: ArraySlice<UInt8>, number: Int, isLast: Bool) throws -> [UInt8] {
        try key.seal(plain, associated: place(number, isLast))
    }

    func open(_ sealed: [UInt8], number: Int, isLast: Bool) throws(BlobError) -> [UInt8] {
        do {
            return try key.open(sealed, associated: place(number, isLast))
        } catch {
            throw .tampered(id)
        }
    }

    private func place(_ number: Int, _ isLast: Bool) -> [UInt8] {
        Array(id.utf8) + Self.word(chunkBytes) + Self.word(number >> 32) + Self.word(number & 0xFFFF_FFFF)
            + [isLast ? 1 : 0]
    }

    private static func keyPlace(_ id: String, _ fixed: [UInt8]) -> [UInt8] {
        Array("key of blob ".utf8) + Array(id.utf8) + fixed
    }

    private static func word(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt32(number).bigEndian, Array.init)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }
}
