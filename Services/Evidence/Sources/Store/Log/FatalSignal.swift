/// Raised once, when the service must stop; whoever runs the service waits for it.
package final class FatalSignal: Sendable {
    private let stream: AsyncStream<any Error>
    private let continuation: AsyncStream<any Error>.Continuation

    package init() {
        // The first reason stays.
        (stream, continuation) = AsyncStream.makeStream(of: (any Error).self, bufferingPolicy: .bufferingOldest(1))
    }

    /// Gives the reason; only the first counts.
    package func raise(_ error: any Error) {
        continuation.yield(error)
        continuation.finish()
    }

    /// Returns the reason when it is raised, or nil when the waiting task is cancelled. For one task.
    package func wait() async -> (any Error)? {
        for await error in stream { return error }
        return nil
    }
}
