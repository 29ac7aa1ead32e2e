import MeshCrypto

/// A picture of a document on this machine.
struct PictureFile {
    /// As many bytes as identity takes at most; larger ones are not read.
    private static let bytesMax = 5_242_880
    private static let chunkBytes = 262_144

    let bytes: [UInt8]
    /// What its first bytes say it is.
    let mediaType: String

    /// Reads the file at `path`, which is a JPEG or a PNG.
    init(_ path: String) throws(Failure) {
        do throws(CryptoError) {
            bytes = try FileBytes.read(path, limitBytes: Self.bytesMax)
        } catch {
            throw .refused("\(error)", advice: "A picture is a JPEG or PNG file of less than 5 MiB.")
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            mediaType = "image/jpeg"
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            mediaType = "image/png"
        } else {
            throw .refused("\(path) is neither a JPEG nor a PNG", advice: "Take or save the picture as one of these.")
        }
    }

    /// Its bytes in pieces.
    var chunks: [[UInt8]] {
        stride(from: 0, to: bytes.count, by: Self.chunkBytes).map {
            Array(bytes[$0..<min($0 + Self.chunkBytes, bytes.count)])
        }
    }
}
