import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Writes log lines to a file or to standard error on a thread of its own. Whoever logs only appends to a bounded
/// buffer: a slow disk or a full pipe costs lines, which are counted, but never an event loop's time.
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
    private let descriptor: Mutex<Int32>
    private let path: String?
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let noteDropped: @Sendable (UInt64) -> [UInt8]

    /// Opens `path` for appending (mode 0600), or takes standard error when it is nil. `noteDropped` makes the line
    /// that tells how many lines were lost.
    package init(path: String?, noteDropped: @escaping @Sendable (UInt64) -> [UInt8]) throws(ConfigurationError) {
        self.path = path
        self.noteDropped = noteDropped
        descriptor = Mutex(try path.map(Self.openFile) ?? STDERR_FILENO)
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
        let fresh = try Self.openFile(path)
        let old = descriptor.withLock { descriptor in
            defer { descriptor = fresh }
            return descriptor
        }
        close(old)
    }

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
        descriptor.withLock { descriptor in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(descriptor, rest, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    // Nobody is left to be told but the counter.
                    droppedTotal.wrappingAdd(1, ordering: .relaxed)
                    return
                }
                rest.removeFirst(count)
            }
        }
    }

    private static func openFile(_ path: String) throws(ConfigurationError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: SystemError.last.text) }
        return descriptor
    }
}
