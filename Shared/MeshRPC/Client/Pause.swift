import NIOCore

/// A task that waits on a loop for some time, or until it is cancelled. Used on the loop only.
final class Pause: @unchecked Sendable {
    private var continuation: UnsafeContinuation<Void, Never>?
    private var timer: Scheduled<Void>?
    private var isOver = false

    private func begin(_ continuation: UnsafeContinuation<Void, Never>, _ nanoseconds: Int64, on loop: RPCLoop) {
        guard !isOver else { return continuation.resume() }
        self.continuation = continuation
        timer = loop.eventLoop.scheduleTask(in: .nanoseconds(nanoseconds)) { self.end() }
    }

    private func end() {
        isOver = true
        timer?.cancel()
        timer = nil
        continuation?.resume()
        continuation = nil
    }

    /// Returns after `nanoseconds`, or as soon as the task is cancelled.
    static func wait(_ nanoseconds: Int64, on loop: RPCLoop) async {
        let pause = Pause()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                loop.run { pause.begin(continuation, nanoseconds, on: loop) }
            }
        } onCancel: {
            loop.run { pause.end() }
        }
    }
}
