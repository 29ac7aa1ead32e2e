@testable import MeshStore

/// Holds the store's writer inside a closure until a test has put what it needs into the queue.
final class Gate: @unchecked Sendable {
    private let signal = ThreadSignal()
    private var isEntered = false
    private var isOpen = false

    /// Called in a closure: waits until the gate opens.
    func pass() {
        signal.withLock {
            isEntered = true
            while !isOpen { signal.wait() }
        }
    }

    var wasEntered: Bool { signal.withLock { isEntered } }

    func open() {
        signal.withLock {
            isOpen = true
            signal.broadcast()
        }
    }
}

/// The condition did not come true.
struct NeverHappened: Error {
    let what: String
}

/// Waits until `condition` holds, for a minute at most. Only for what another thread or process does.
func eventually(_ what: String, _ condition: () -> Bool) async throws {
    for _ in 0..<30_000 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    throw NeverHappened(what: what)
}

extension Store {
    /// Runs the closures in one transaction, in this order, and returns how each caller was answered.
    func inOneBatch<T: Sendable>(
        _ bodies: [@Sendable (Transaction) throws -> T], isDecided: Bool = false,
        whileQueued: ([Task<T, any Error>]) throws -> Void = { _ in }
    ) async throws -> [Result<T, any Error>] {
        let gate = Gate()
        let holder = Task { try await write { _ in gate.pass() } }
        defer { gate.open() }
        try await eventually("the writer is held") { gate.wasEntered }
        var callers: [Task<T, any Error>] = []
        for (index, body) in bodies.enumerated() {
            callers.append(Task { try await isDecided ? self.writeDecided(body) : self.write(body) })
            try await eventually("closure \(index) is queued") { statistics.queuedWrites == index + 1 }
        }
        try whileQueued(callers)
        let commits = statistics.commits + statistics.failedBatches
        gate.open()
        try await holder.value
        var results: [Result<T, any Error>] = []
        for caller in callers { results.append(await caller.result) }
        let batches = statistics.commits + statistics.failedBatches - commits
        guard batches == 2 else { throw NeverHappened(what: "one batch: there were \(batches - 1)") }
        return results
    }
}

extension Result {
    /// The store's error in it, if that is what it is.
    var storeError: StoreError? {
        guard case .failure(let error) = self else { return nil }
        return error as? StoreError
    }

    var isSuccess: Bool {
        guard case .success = self else { return false }
        return true
    }
}
