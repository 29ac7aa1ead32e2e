import MeshKernel

/// A blob's file while chunks are added to it; under its writer's lock.
struct GrowingBlob {
    private let format: BlobFormat
    private let file: BlobFile
    private let folder: BlobFolder
    private var chunks = 0

    /// Makes the file, with its header.
    init(format: BlobFormat, folder: BlobFolder) throws {
        self.format = format
        self.folder = folder
        file = try BlobFile(creating: folder.incoming(format.id))
        do {
            try file.append(format.header)
        } catch {
            discard()
            throw error
        }
        FaultPoint.blobBegun.reached()
    }

    /// Seals and writes every whole chunk of `rest` and then `bytes` but the last, and returns what is left: only
    /// `finish` knows which chunk is the last.
    mutating func append(_ rest: [UInt8], _ bytes: [UInt8]) throws -> [UInt8] {
        guard rest.count + bytes.count > format.chunkBytes else { return rest + bytes }
        var start = 0
        if !rest.isEmpty {
            start = format.chunkBytes - rest.count
            try write(start == 0 ? rest[...] : (rest + bytes[..<start])[...], isLast: false)
        }
        while bytes.count - start > format.chunkBytes {
            try write(bytes[start..<start + format.chunkBytes], isLast: false)
            FaultPoint.blobGrown.reached()
            start += format.chunkBytes
        }
        return Array(bytes[start...])
    }

    /// Writes what is left and returns the blob's name when both are on the disk.
    mutating func finish(_ rest: [UInt8]) throws -> String {
        try write(rest[...], isLast: true)
        FaultPoint.blobWritten.reached()
        try file.synchronise()
        FaultPoint.blobSynced.reached()
        try folder.settle(format.id)
        FaultPoint.blobSettled.reached()
        return format.id
    }

    func discard() {
        folder.discard(format.id)
    }

    private mutating func write(_ plain: ArraySlice<UInt8>, isLast: Bool) throws {
        try file.append(try format.seal(plain, number: chunks, isLast: isLast))
        chunks += 1
    }
}
