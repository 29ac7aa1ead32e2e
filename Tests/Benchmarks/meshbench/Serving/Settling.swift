import MeshRuntime

/// The moment from which a service's memory is that of its work.
enum Settling {
    /// Until a service has let go of what its start alone, or work since the last time, has used; and a little more.
    static var seconds: Int64 { Limits.programPagesSeconds + 2 }

    /// Waits for it; to be called when the service is ready. What is measured after it must first be used once, or its
    /// code counts as its memory.
    static func wait() async throws {
        try await Task.sleep(for: .seconds(seconds))
    }
}
