import MeshAPI
import MeshRPC

/// A picture as identity sends it, in pieces.
struct ReceivedPicture {
    /// No picture that identity takes is larger.
    static let bytesMax: UInt64 = 5_242_880

    /// Gathers the pieces; refuses more or fewer bytes than were announced, and more than any picture has.
    static func bytes(of chunks: ResponseStream<IdentityV1.DocumentChunk>) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var size: UInt64?
        for try await chunk in chunks {
            size = size ?? chunk.size
            bytes += chunk.data
            guard let size, size <= bytesMax, UInt64(bytes.count) <= size else { break }
        }
        guard let size, size == UInt64(bytes.count) else {
            throw RPCError.dataLoss("the picture came with \(bytes.count) bytes instead of \(size ?? 0)")
        }
        return bytes
    }
}
