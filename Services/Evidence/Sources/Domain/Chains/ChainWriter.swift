internal import MeshDocument

/// Writes a chain's archive file by file. Keeps only what stands at its end: the list of files and the directory.
struct ChainWriter: Sendable {
    private var stream: ZipStream
    private var listing = FileListing()
    private let bounds: ZipArchive.Bounds

    init(bounds: ZipArchive.Bounds) {
        self.bounds = bounds
        stream = ZipStream(bounds: bounds)
    }

    /// Files and bytes that may still come; what the end of the archive needs is kept back.
    var room: (files: Int, bytes: Int) {
        let end = ZipStream.cost(name: ChainFile.manifest, bytes: listing.byteCount + ChainForm.shared.rawValue.count)
        return (bounds.entriesMax - stream.entryCount - 1, bounds.archiveBytesMax - stream.byteCount - end)
    }

    /// The archive's next bytes, which hold this file.
    mutating func add(_ name: String, _ bytes: [UInt8]) throws(ZipError) -> [UInt8] {
        let piece = try stream.entry(name, bytes)
        listing.add(name, bytes)
        return piece
    }

    /// The archive's last bytes.
    mutating func end() throws(ZipError) -> [UInt8] {
        let manifest = listing.manifest([.init("format", .string(ChainForm.shared.rawValue))])
        return try stream.entry(ChainFile.manifest, manifest) + stream.end()
    }
}
