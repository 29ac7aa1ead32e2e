import MeshCrypto
import Synchronization

/// A blob on its way. One task writes it: `append` as often as needed, then `finish`, or `abort`. It becomes a file when
/// it outgrows a row. A writer that is forgotten removes what it wrote.
package final class BlobWriter: Sendable {
    private struct State {
        var rest: [UInt8] = []
        var bytes = 0
        var digest = StreamingDigest(.sha256)
        /// Nil while the blob is small.
        var file: GrowingBlob?
        var isEnded = false

        mutating func discard() {
            isEnded = true
            rest = []
            file?.discard()
            file = nil
        }
    }

    private let maker: BlobMaker
    private let threads: WorkPool
    private let state = Mutex(State())

    init(maker: BlobMaker, threads: WorkPool) {
        self.maker = maker
        self.threads = threads
    }

    deinit {
        // No reference is left, so nobody holds the lock.
        abort()
    }

    /// Plain bytes taken so far.
    package var bytes: Int { state.withLock { $0.bytes } }

    /// SHA-256 of the plain bytes taken so far.
    package var sha256: [UInt8] { state.withLock { $0.digest.finish() } }

    /// Takes the next bytes, any number, as `append` of several pieces does.
    package func append(_ bytes: [UInt8]) async throws {
        try await append([bytes])
    }

    /// Takes the next pieces. Of a blob that is not small any more, whole chunks are sealed and written, on another
    /// thread. After an error the blob is gone.
    package func append(_ pieces: [[UInt8]]) async throws {
        let isTaken = try whileOpen { state in
            let count = pieces.reduce(state.rest.count) { $0 + $1.count }
            guard state.file == nil, count <= Limits.smallBlobBytes else { return false }
            for piece in pieces {
                state.digest.update(piece)
                state.rest.append(contentsOf: piece)
                state.bytes += piece.count
            }
            return true
        }
        guard !isTaken else { return }
        try await threads.run { [self] in
            try whileOpen { state in
                if state.file == nil { state.file = try maker.file() }
                for piece in pieces {
                    state.digest.update(piece)
                    state.bytes += piece.count
                    state.rest = try state.file?.append(state.rest, piece) ?? []
                }
            }
        }
    }

    /// Returns when the blob may be named by a row: a file when it and its name are on the disk; a small blob at once, to
    /// be kept in the transaction of that row.
    package func finish() async throws -> FinishedBlob {
        let small = try whileOpen { state -> FinishedBlob? in
            guard state.file == nil else { return nil }
            let blob = try maker.row(holding: state.rest)
            state.isEnded = true
            return blob
        }
        if let small { return small }
        return try await threads.run { [self] in
            try whileOpen { state in
                guard let id = try state.file?.finish(state.rest) else { throw BlobError.ended }
                state.isEnded = true
                return FinishedBlob(id: id, bytes: state.bytes)
            }
        }
    }

    /// Removes what was written. Harmless after `finish` and after an error.
    package func abort() {
        state.withLock { state in
            if !state.isEnded { state.discard() }
        }
    }

    private func whileOpen<T: Sendable>(_ body: (inout State) throws -> T) throws -> T {
        try state.withLock { state throws -> T in
            guard !state.isEnded else { throw BlobError.ended }
            do {
                return try body(&state)
            } catch {
                state.discard()
                throw error
            }
        }
    }
}
