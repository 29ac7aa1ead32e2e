#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Held while processes are started or stopped, so that two commands do not race; the kernel lets go of it when the
/// holder ends, however it ends.
enum MeshLock {
    /// Runs `body` with the lock of a state folder; refuses at once when another command holds it.
    static func holding(_ folder: StateFolder, _ body: () async throws -> Void) async throws {
        let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.refused("cannot open \(folder.lock): \(SystemError.current)") }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Failure.refused(
                "another colophon is starting or stopping this mesh", advice: "Wait until it has finished, then repeat."
            )
        }
        // Let go by word, not by closing alone: a process that is being started holds a copy of every descriptor until it
        // has become another program.
        defer { flock(descriptor, LOCK_UN) }
        try await body()
    }
}
