internal import Synchronization

/// Raised once, when the service must stop; whoever runs the service waits for it.
package final class FatalSignal: Sendable {
    private struct State {
        var error: (any Error)?
        var waiting: [CheckedContinuation<any Error, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The first reason stays.
    package func raise(_ error: any Error) {
        let woken = state.withLock { state -> [CheckedContinuation<any Error, Never>] in
            guard state.error == nil else { return [] }
            state.error = error
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in woken { one.resume(returning: error) }
    }

    /// The reason, if it was raised.
    package var raised: (any Error)? { state.withLock { $0.error } }

    /// Returns the reason when it is raised.
    package func wait() async -> any Error {
        await withCheckedContinuation { continuation in
            let error = state.withLock { state -> (any Error)? in
                if state.error == nil { state.waiting.append(continuation) }
                return state.error
            }
            if let error { continuation.resume(returning: error) }
        }
    }
}
