internal import MeshKernel
internal import MeshStore

extension NotifyServer {
    /// Forgets an account that was erased. Before this returns its data key is gone, on the disk and in the write-ahead
    /// log, and so are answers that could be asked for again. Throws `NotifyError.tooBusy` when that cannot be done now;
    /// a repetition does it.
    func forget(_ account: String) async throws {
        guard Address(account: account) != nil else { throw NotifyError.invalidAddress(field: "account") }
        try await store.write { try $0.forget(account) }
        var next: Int64? = 0
        while let after = next {
            next = try await store.write { try $0.forgetAnswers(of: account, after: after) }
        }
        guard await store.emptyLog() else {
            throw NotifyError.tooBusy(retryAfter: .milliseconds(Limits.emptyLogRetryMilliseconds))
        }
        // Whoever watches its message centre is told that there is nothing.
        watchers.wake(account)
    }
}
