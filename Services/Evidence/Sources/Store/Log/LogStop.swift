internal import Synchronization

/// Ends the signing of a log whose process goes on: it is read and proven as before, and takes no entry. Final for the
/// process; whoever has mended the cause starts it anew.
package final class LogStop: Sendable {
    private struct State {
        var fault: WitnessFault?
        var listeners: [@Sendable (WitnessFault) -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Why nothing is signed any more; nil as long as the log grows.
    package var fault: WitnessFault? { state.withLock { $0.fault } }

    /// Stops the log and tells who wants to know; the first reason stays.
    package func raise(_ fault: WitnessFault) {
        let listeners: [@Sendable (WitnessFault) -> Void] = state.withLock { state in
            guard state.fault == nil else { return [] }
            state.fault = fault
            return state.listeners
        }
        for listener in listeners { listener(fault) }
    }

    /// Calls `listener` when the log is stopped.
    package func observe(_ listener: @escaping @Sendable (WitnessFault) -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }
}
