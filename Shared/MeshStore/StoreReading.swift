package import Logging
package import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A store's file, opened to be looked at and for nothing else: no lock is taken, no schema is brought up to date, no row
/// is changed. The file may be a copy, one whose service has stopped, or one whose service runs.
package final class StoreReading: SnapshotSource {
    private let readers: ReaderPool

    /// Opens the file at `path`, which must be there. Throws `StoreError.unopenable`.
    package init(path: String, time: any TimeSource, random: any RandomSource, logger: Logger) throws(StoreError) {
        guard access(path, R_OK) == 0 else {
            throw .unopenable(path: path, reason: String(cString: strerror(errno)))
        }
        var configuration = StoreConfiguration(path: path)
        configuration.readers = 1
        readers = try ReaderPool(
            path: path,
            context: StoreContext(
                time: time, random: random, identifiers: IdentifierSource(time: time, random: random),
                masterKeys: nil, eventTypes: [:], epoch: ""),
            configuration: configuration, condition: StoreCondition(), logger: logger)
    }

    deinit {
        readers.abandon()
    }

    /// Runs `body` over one consistent state of the file, as `Store.read` does.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let pending = PendingReadOf(body, cancellation, continuation)
                if let refusal = readers.submit(pending) { continuation.resume(throwing: refusal) }
            }
        } onCancel: {
            cancellation.set()
        }
    }

    /// Serves what waits and closes the file. May be called twice.
    package func close() async {
        await readers.stop()
    }
}
