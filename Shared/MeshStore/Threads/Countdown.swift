import Synchronization

/// Lets a task wait until a number of threads have ended.
final class Countdown: Sendable {
    private struct State {
        var remaining: Int
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(remaining: count))
    }

    /// One has ended.
    func down() {
        let woken: [UnsafeContinuation<Void, Never>] = state.withLock { state in
            state.remaining -= 1
            guard state.remaining <= 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns when all have ended.
    func wait() async {
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock {
                if $0.remaining > 0 { $0.waiting.append(continuation) }
                return $0.remaining <= 0
            }
            if isOver { continuation.resume() }
        }
    }
}
