import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Writes log lines to a file or to standard error on a thread of its own. Whoever logs only appends to a bounded
/// buffer: a slow disk or a full pipe costs lines, which are counted, but never an event loop's time. A file that has
/// grown to its bound becomes `PATH.1`, the one before `PATH.2`, and so on; the oldest goes.
package final class LogWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var pendingLines = 0
        var droppedSinceWrite: UInt64 = 0
        var isWriting = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let droppedTotal = Atomic<UInt64>(0)
    private let output: Mutex<LogOutput>
    private let path: String?
    private let rotation: LogRotation
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let noteDropped: @Sendable (UInt64) -> [UInt8]

    /// Opens `path` for appending (mode 0600), or takes standard error when it is nil. `noteDropped` makes the line
    /// that tells how many lines were lost.
    package convenience init(
        path: String?, rotation: LogRotation = LogRotation(), noteDropped: @escaping @Sendable (UInt64) -> [UInt8]
    ) throws(ConfigurationError) {
        // In two steps: Swift 6.3.1's optimiser cannot undo a half-made writer.
        let output = if let path { try LogOutput(path: path) } else { LogOutput() }
        self.init(output, path: path, rotation: rotation, noteDropped: noteDropped)
    }

    private init(
        _ output: LogOutput, path: String?, rotation: LogRotation,
        noteDropped: @escaping @Sendable (UInt64) -> [UInt8]
    ) {
        self.path = path
        self.rotation = rotation
        self.noteDropped = noteDropped
        self.output = Mutex(output)
        thread.start()
    }

    /// Lines lost to a full buffer since the start.
    package var droppedLines: UInt64 { droppedTotal.load(ordering: .relaxed) }

    /// Whether the lines go to a person's terminal.
    package var isTerminal: Bool { path == nil && isatty(STDERR_FILENO) == 1 }

    /// Takes one line, its end included. Never waits for the disk.
    package func append(_ line: [UInt8]) {
        let mustStart = state.withLock { state -> Bool in
            guard state.pendingLines < Limits.logQueueLinesMax,
                state.pending.count + line.count <= Limits.logQueueBytesMax
            else {
                state.droppedSinceWrite += 1
                droppedTotal.wrappingAdd(1, ordering: .relaxed)
                return false
            }
            state.pending.append(contentsOf: line)
            state.pendingLines += 1
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustStart { thread.submit { _ in self.writePending() } }
    }

    /// Returns when every line taken so far is written.
    package func flush() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state -> Bool in
                if state.isWriting { state.waiters.append(continuation) }
                return !state.isWriting
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Opens the file by its name again, after somebody has moved it away. Without a file it does nothing.
    package func reopen() throws(ConfigurationError) {
        guard let path else { return }
        let fresh = try LogOutput(path: path)
        output.withLock { $0.replace(with: fresh) }
    }

    /// Whether standard error ends up in the log's file, as it does under `colophon up`.
    package var holdsStandardError: Bool { output.withLock { $0.isSameFile(as: STDERR_FILENO) } }

    private func writePending() {
        while true {
            let batch = state.withLock { state -> (bytes: [UInt8], dropped: UInt64)? in
                if state.pending.isEmpty, state.droppedSinceWrite == 0 {
                    state.isWriting = false
                    let waiters = state.waiters
                    state.waiters = []
                    for waiter in waiters { waiter.resume() }
                    return nil
                }
                defer {
                    state.pending = []
                    state.pendingLines = 0
                    state.droppedSinceWrite = 0
                }
                return (state.pending, state.droppedSinceWrite)
            }
            guard let batch else { return }
            deliver(batch.dropped > 0 ? batch.bytes + noteDropped(batch.dropped) : batch.bytes)
        }
    }

    private func deliver(_ bytes: [UInt8]) {
        output.withLock { output in
            if let path, output.isFile, output.bytes > 0, output.bytes + bytes.count > rotation.fileBytesMax {
                rotate(&output, path)
            }
            if !output.append(bytes) {
                // Nobody is left to be told but the counter.
                droppedTotal.wrappingAdd(1, ordering: .relaxed)
            }
        }
    }

    private func rotate(_ output: inout LogOutput, _ path: String) {
        if rotation.moveAside(path), let fresh = try? LogOutput(path: path) {
            output.replace(with: fresh)
        } else {
            // The folder does not let us: go on with the file there is, and try again when as much has been written.
            output.bytes = 0
        }
    }
}
