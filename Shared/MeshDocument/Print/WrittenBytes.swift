/// What cairo writes, up to a bound.
final class WrittenBytes {
    private(set) var bytes: [UInt8] = []
    /// Whether more would have come.
    private(set) var isFull = false

    /// As cairo calls it, with a `WrittenBytes` as its closure; 11 is its word for a failed write.
    static let take: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> UInt32 = {
        closure, bytes, count in
        guard let closure, let bytes else { return 11 }
        let written = Unmanaged<WrittenBytes>.fromOpaque(closure).takeUnretainedValue()
        guard written.bytes.count + Int(count) <= PDFDocument.Limits.pdfBytesMax else {
            written.isFull = true
            return 11
        }
        written.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        return 0
    }
}
