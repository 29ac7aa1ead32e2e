/// How long to wait after failures in a row.
package struct Backoff: Sendable, Equatable {
    private let policy: BackoffPolicy

    /// Failures since the last success.
    package private(set) var failures = 0

    /// No failure yet.
    package init(_ policy: BackoffPolicy = BackoffPolicy()) {
        self.policy = policy
    }

    /// One more failure; returns the pause that it asks for, nanoseconds.
    package mutating func failed(word: UInt64) -> Int64 {
        failures += 1
        return policy.nanoseconds(afterFailures: failures, word: word)
    }

    /// A success: the next failure begins anew.
    package mutating func succeeded() {
        failures = 0
    }
}
