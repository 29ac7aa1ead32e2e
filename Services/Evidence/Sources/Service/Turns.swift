internal import Synchronization

/// One at a time for each key; the others wait in the order in which they came.
final class Turns<Key: Hashable & Sendable>: Sendable {
    private let waitersMax: Int
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    init(waitersMax: Int) {
        self.waitersMax = waitersMax
    }

    /// Runs `body` when no other body of the same key runs. Throws `EvidenceError.tooBusy` when too many wait already.
    func take<T>(_ key: Key, _ body: () async throws -> T) async throws -> T {
        try await begin(key)
        defer { end(key) }
        try Task.checkCancellation()
        return try await body()
    }

    private func begin(_ key: Key) async throws(EvidenceError) {
        let waits = waiting.withLock { waiting -> Bool? in
            guard let others = waiting[key] else {
                waiting[key] = []
                return false
            }
            return others.count < waitersMax ? true : nil
        }
        guard let waits else {
            throw .tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
        }
        guard waits else { return }
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting -> Bool in
                guard waiting[key] != nil else {
                    // Whoever we were to wait for has ended meanwhile.
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func end(_ key: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard var others = waiting[key], !others.isEmpty else {
                waiting[key] = nil
                return nil
            }
            let first = others.removeFirst()
            waiting[key] = others
            return first
        }
        next?.resume()
    }
}
