/// A finished blob, open. Every chunk is checked before it is given out.
package final class BlobReader: Sendable {
    private let format: BlobFormat
    private let place: BlobPlace
    private let threads: WorkPool
    /// Plain bytes in the blob.
    package let bytes: Int
    /// Chunks in the blob; at least one.
    package let chunks: Int
    /// Plain bytes in every chunk but the last.
    package var chunkBytes: Int { format.chunkBytes }

    init(format: BlobFormat, place: BlobPlace, threads: WorkPool) throws(BlobError) {
        let sealed = try place.size() - format.header.count
        let step = format.chunkBytes + BlobFormat.sealBytes
        let last = (sealed - 1) % step + 1
        guard sealed >= BlobFormat.sealBytes, last >= BlobFormat.sealBytes else { throw .tampered(format.id) }
        chunks = (sealed - 1) / step + 1
        bytes = sealed - chunks * BlobFormat.sealBytes
        self.format = format
        self.place = place
        self.threads = threads
    }

    /// The plain bytes of chunk `number`, counted from 0. Throws `BlobError.tampered` when it is not the chunk that was
    /// written there.
    package func chunk(_ number: Int) async throws -> [UInt8] {
        precondition((0..<chunks).contains(number), "the blob has no such chunk")
        return try await threads.run { [self] in
            let step = format.chunkBytes + BlobFormat.sealBytes
            let isLast = number == chunks - 1
            let length = isLast ? bytes - number * format.chunkBytes + BlobFormat.sealBytes : step
            let sealed = try place.read(length, at: format.header.count + number * step)
            return try format.open(sealed, number: number, isLast: isLast)
        }
    }

    /// All plain bytes, when they are at most `bound`; nil when there are more.
    package func contents(bound: Int) async throws -> [UInt8]? {
        guard bytes <= bound else { return nil }
        var contents: [UInt8] = []
        contents.reserveCapacity(bytes)
        for number in 0..<chunks { contents.append(contentsOf: try await chunk(number)) }
        return contents
    }
}
