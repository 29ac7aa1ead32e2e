#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Ends the process when its own end takes too long: work that ignores its cancellation must not keep a process alive
/// that nobody can reach any more.
struct TaskOfLastResort {
    private let task: Task<Void, Never>

    init(seconds: Int) {
        task = Task.detached {
            do {
                try await Task.sleep(for: .seconds(seconds))
                _exit(ExitCode.failed.rawValue)
            } catch {
                // Cancelled: the process ends by itself.
            }
        }
    }

    func cancel() {
        task.cancel()
    }
}
