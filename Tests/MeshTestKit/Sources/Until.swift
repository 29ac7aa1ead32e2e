/// Waits until `condition` holds. A test whose time is over ends here, instead of waiting for what will never come.
package func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(1)) }
}

extension Task where Failure == any Error {
    /// What `value` gives, but a test whose time is over cancels the task instead of waiting for it for ever.
    package func outcome() async throws -> Success {
        try await withTaskCancellationHandler {
            try await value
        } onCancel: {
            cancel()
        }
    }
}
