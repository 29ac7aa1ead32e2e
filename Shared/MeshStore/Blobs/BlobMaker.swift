import MeshCrypto
import MeshKernel

/// Gives blobs their names and keys.
struct BlobMaker: Sendable {
    let folder: BlobFolder
    /// Wraps the blob's own key.
    let wrapping: SealingKey
    let time: any TimeSource
    let random: any RandomSource

    /// Begins a file. Its name is random through and through, so that the folders fill evenly.
    func file() throws -> GrowingBlob {
        try GrowingBlob(format: try format(id: Hexadecimal.encode(random.bytes(16))), folder: folder)
    }

    /// A whole small blob. Its name begins with the time, so that rows are added at the end of their table.
    func row(holding plain: [UInt8]) throws -> FinishedBlob {
        let milliseconds = UInt64(clamping: time.wall().milliseconds)
        let moment = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
        let format = try format(id: Hexadecimal.encode(moment + random.bytes(10)))
        let sealed = try format.seal(plain[...], number: 0, isLast: true)
        return FinishedBlob(id: format.id, bytes: plain.count, sealed: format.header + sealed)
    }

    private func format(id: String) throws -> BlobFormat {
        try BlobFormat(id: id, key: random.bytes(BlobFormat.keyBytes), wrapping: wrapping)
    }
}
