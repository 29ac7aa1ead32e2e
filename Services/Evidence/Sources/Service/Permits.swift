internal import DequeModule
internal import Synchronization

/// So many at a time; the others wait in the order in which they came, instead of being refused by a queue further down.
final class Permits: Sendable {
    private struct State {
        var free: Int
        var waiting = Deque<CheckedContinuation<Bool, Never>>()
    }

    private let waitersMax: Int
    private let state: Mutex<State>

    init(_ count: Int, waitersMax: Int) {
        precondition(count > 0, "somebody must be allowed")
        self.waitersMax = waitersMax
        state = Mutex(State(free: count))
    }

    /// Runs `body` when a permit is free. Throws `EvidenceError.tooBusy` when too many wait already.
    func hold<T>(_ body: () async throws -> T) async throws -> T {
        guard await begin() else {
            throw EvidenceError.tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
        }
        defer { end() }
        try Task.checkCancellation()
        return try await body()
    }

    private func begin() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                guard state.waiting.count < waitersMax else { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Hands the permit to whoever waits longest.
    private func end() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let first = state.waiting.popFirst() else {
                state.free += 1
                return nil
            }
            return first
        }
        next?.resume(returning: true)
    }
}
