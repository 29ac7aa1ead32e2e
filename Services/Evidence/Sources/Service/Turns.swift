internal import Synchronization

/// One at a time for each key; the others wait in the order in which they came.
final class Turns<Key: Hashable & Sendable>: Sendable {
    private let waitersMax: Int
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])
    /// Keys that somebody watches, with how many do and how often a body of theirs has ended meanwhile.
    private let watched = Mutex<[Key: (watchers: Int, ends: Int)]>([:])

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

    /// Begins to watch `key`: from now on the watch knows whether a body of it has ended.
    func watch(_ key: Key) -> Watch {
        let ends = watched.withLock { watched -> Int in
            let (watchers, ends) = watched[key] ?? (0, 0)
            watched[key] = (watchers + 1, ends)
            return ends
        }
        return Watch(turns: self, key: key, ends: ends)
    }

    /// Knows whether a body of its key has ended since it was made; ends with its last reference.
    final class Watch: Sendable {
        private let turns: Turns
        private let key: Key
        private let ends: Int

        fileprivate init(turns: Turns, key: Key, ends: Int) {
            self.turns = turns
            self.key = key
            self.ends = ends
        }

        deinit {
            turns.watched.withLock { watched in
                guard let (watchers, ends) = watched[key] else { return }
                watched[key] = watchers > 1 ? (watchers - 1, ends) : nil
            }
        }

        /// Whether a body of the key has ended since.
        var isDisturbed: Bool { turns.watched.withLock { $0[key]?.ends != ends } }
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
        // Before the next one begins, which may ask.
        watched.withLock { watched in
            if let (watchers, ends) = watched[key] { watched[key] = (watchers, ends + 1) }
        }
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
