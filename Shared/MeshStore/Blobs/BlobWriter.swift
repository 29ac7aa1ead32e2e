import Synchronization

/// A blob on its way to the disk. One task writes it: `append` as often as needed, then `finish`, or `abort`. A writer
/// that is forgotten removes what it wrote.
package final class BlobWriter: Sendable {
    /// The blob's identifier: thirty-two hexadecimal digits.
    package var id: String { format.id }

    private struct State {
        var rest: [UInt8] = []
        var chunks = 0
        var bytes = 0
        var isEnded = false
    }

    private let format: BlobFormat
    private let file: BlobFile
    private let folder: BlobFolder
    private let threads: WorkPool
    private let state = Mutex(State())

    init(format: BlobFormat, file: BlobFile, folder: BlobFolder, threads: WorkPool) {
        self.format = format
        self.file = file
        self.folder = folder
        self.threads = threads
    }

    deinit {
        // No reference is left, so nobody holds the lock.
        if state.withLock({ !$0.isEnded }) { folder.discard(format.id) }
    }

    /// Plain bytes taken so far.
    package var bytes: Int { state.withLock { $0.bytes } }

    /// Takes the next bytes, any number; whole chunks are sealed and written. After an error the blob is gone.
    package func append(_ bytes: [UInt8]) async throws {
        try await threads.run { [self] in
            try whileOpen { state in
                state.bytes += bytes.count
                state.rest.append(contentsOf: bytes)
                // One chunk is kept back: only `finish` knows which is the last.
                var start = 0
                while state.rest.count - start > format.chunkBytes {
                    try write(Array(state.rest[start..<(start + format.chunkBytes)]), isLast: false, &state)
                    start += format.chunkBytes
                }
                if start > 0 { state.rest.removeFirst(start) }
            }
        }
    }

    /// Writes what is left and returns when the blob and its name are on the disk. From then on it may be named by a row.
    package func finish() async throws -> FinishedBlob {
        try await threads.run { [self] in
            try whileOpen { state in
                let rest = state.rest
                state.rest = []
                try write(rest, isLast: true, &state)
                try file.synchronise()
                try folder.settle(format.id)
                state.isEnded = true
                return FinishedBlob(id: format.id, bytes: state.bytes)
            }
        }
    }

    /// Removes what was written. Harmless after `finish` and after an error.
    package func abort() {
        state.withLock { state in
            guard !state.isEnded else { return }
            state.isEnded = true
            folder.discard(format.id)
        }
    }

    private func write(_ plain: [UInt8], isLast: Bool, _ state: inout State) throws {
        try file.append(try format.seal(plain, number: state.chunks, isLast: isLast))
        state.chunks += 1
    }

    private func whileOpen<T: Sendable>(_ body: (inout State) throws -> T) throws -> T {
        try state.withLock { state throws -> T in
            guard !state.isEnded else { throw BlobError.ended }
            do {
                return try body(&state)
            } catch {
                state.isEnded = true
                folder.discard(format.id)
                throw error
            }
        }
    }
}

/// A blob that is whole and on the disk.
package struct FinishedBlob: Sendable, Equatable {
    /// What the row that names it holds.
    package let id: String
    /// Plain bytes in it.
    package let bytes: Int

    /// A blob known by its name and size.
    package init(id: String, bytes: Int) {
        self.id = id
        self.bytes = bytes
    }
}
