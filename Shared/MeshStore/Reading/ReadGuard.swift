import GRDBSQLite
import MeshKernel

/// Ends a read that lives too long or whose caller has gone: SQLite asks it every few thousand steps.
///
/// Used by one reading thread; its address is SQLite's, so the thread keeps it as long as the connection.
final class ReadGuard {
    private let time: any TimeSource
    private var end: MonotonicTime?
    private var cancellation: CancellationFlag?

    init(time: any TimeSource) {
        self.time = time
    }

    func watch(_ connection: Connection) {
        sqlite3_progress_handler(
            connection.handle, Int32(Limits.readStepsPerCheck),
            { context in
                guard let context else { return 0 }
                return Unmanaged<ReadGuard>.fromOpaque(context).takeUnretainedValue().mustStop ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func start(until end: MonotonicTime, cancellation: CancellationFlag) {
        self.end = end
        self.cancellation = cancellation
    }

    /// Between reads nothing is interrupted.
    func rest() {
        end = nil
        cancellation = nil
    }

    /// Whether the time of the read is over.
    var isOver: Bool {
        guard let end else { return false }
        return time.monotonic() > end
    }

    private var mustStop: Bool {
        isOver || cancellation?.isSet == true
    }
}
