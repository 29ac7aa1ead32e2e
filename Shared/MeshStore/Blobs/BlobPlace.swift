/// Where a finished blob's sealed bytes are.
enum BlobPlace: Sendable {
    case file(BlobFile)
    case row([UInt8])

    /// Sealed bytes, header included.
    func size() throws(BlobError) -> Int {
        switch self {
        case .file(let file): try file.size()
        case .row(let bytes): bytes.count
        }
    }

    /// `count` bytes from `offset`; fewer only at the end.
    func read(_ count: Int, at offset: Int) throws(BlobError) -> [UInt8] {
        switch self {
        case .file(let file): try file.read(count, at: offset)
        case .row(let bytes): Array(bytes.dropFirst(offset).prefix(count))
        }
    }
}
