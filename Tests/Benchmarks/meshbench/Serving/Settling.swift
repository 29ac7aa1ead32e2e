import MeshRuntime

/// The moment from which a service's memory is that of its work.
enum Settling {
    /// Until a service has let go of what its start alone has used, and a little more.
    static var seconds: Int64 { Limits.programPagesSeconds + 2 }

    /// Until it has done so once more, after work that brought pages back.
    static var againSeconds: Int64 { Limits.programPagesEverySeconds + 2 }

    /// Waits for it; to be called when the service is ready. What is measured after it must first be used once, or its
    /// code counts as its memory.
    static func wait() async throws {
        try await Task.sleep(for: .seconds(seconds))
    }
}
