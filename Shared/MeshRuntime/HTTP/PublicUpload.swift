import HummingbirdCore
import NIOCore
import Synchronization

/// A body on its way in, taken piece by piece and never whole in memory.
package final class PublicUpload: Sendable {
    /// Why a body did not come whole.
    package enum Failure: Error, Sendable, Equatable {
        /// More came than the route takes.
        case tooLarge(bytesMax: Int)
    }

    private let body: RequestBody
    private let bytesMax: Int
    private let isTaken = Mutex(false)

    init(_ body: RequestBody, bytesMax: Int) {
        self.body = body
        self.bytesMax = bytesMax
    }

    /// Whether the whole body was taken: what is left of another must not stand in the way of the next request.
    var isWhole: Bool { isTaken.withLock { $0 } }

    /// Hands every piece to `take`, in order, the next one when `take` has returned. Throws `Failure`, what `take` throws,
    /// and what the connection says when it breaks.
    package func read(_ take: ([UInt8]) async throws -> Void) async throws {
        var bytes = 0
        for try await piece in body {
            bytes += piece.readableBytes
            guard bytes <= bytesMax else { throw Failure.tooLarge(bytesMax: bytesMax) }
            try await take(Array(piece.readableBytesView))
        }
        isTaken.withLock { $0 = true }
    }
}
