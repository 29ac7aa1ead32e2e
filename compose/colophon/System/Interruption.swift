import UnixSignals

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Ctrl-C and SIGTERM while something would be left behind if the process just ended.
enum Interruption {
    /// What shells say of a process that a signal has ended, less the signal's number.
    private static let signalExitBase: Int32 = 128

    /// Runs `work` in a task of its own. The first signal cancels it, and `work` clears up; the second ends the process on
    /// the spot. Throws `Failure` where the work was not done because of a signal; `words` say what is left of it.
    static func cancelling<T: Sendable>(
        leaving words: String, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let task = Task { try await work() }
        let watch = Task {
            var hasCome = false
            for await signal in signals {
                if hasCome { _exit(signalExitBase + signal.rawValue) }
                hasCome = true
                task.cancel()
            }
            return hasCome
        }
        let outcome = await task.result
        watch.cancel()
        let isInterrupted = await watch.value
        if case .failure = outcome, isInterrupted { throw Failure.refused("interrupted", advice: words) }
        return try outcome.get()
    }
}
