/// Waits until `condition` holds. A test whose time is over ends here, instead of waiting for what will never come.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
