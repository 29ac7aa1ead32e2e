import Synchronization

/// One piece of work and whoever waits for it. Exactly one of the pool and the canceller answers.
final class OffloadItem<Value: Sendable, Failure: Error>: Sendable {
    typealias Answer = Result<Value, OffloadError<Failure>>

    private enum State {
        case fresh
        case waiting(CheckedContinuation<Answer, Never>)
        case taken
        case cancelledEarly
    }

    private let state = Mutex(State.fresh)
    private let body: @Sendable () throws(Failure) -> Value

    init(_ body: @escaping @Sendable () throws(Failure) -> Value) {
        self.body = body
    }

    /// Remembers who waits; a cancellation that came first is answered now.
    func wait(_ continuation: CheckedContinuation<Answer, Never>) {
        let isCancelled = state.withLock { state -> Bool in
            switch state {
            case .fresh:
                state = .waiting(continuation)
                return false
            case .cancelledEarly:
                state = .taken
                return true
            case .waiting, .taken:
                preconditionFailure("one piece of work is waited for once")
            }
        }
        if isCancelled { continuation.resume(returning: .failure(.cancelled)) }
    }

    func perform() {
        guard let continuation = take() else { return }
        do {
            continuation.resume(returning: .success(try body()))
        } catch {
            continuation.resume(returning: .failure(.work(error)))
        }
    }

    func close() {
        take()?.resume(returning: .failure(.closed))
    }

    func cancel() {
        let continuation = state.withLock { state -> CheckedContinuation<Answer, Never>? in
            switch state {
            case .fresh:
                state = .cancelledEarly
                return nil
            case .waiting(let continuation):
                state = .taken
                return continuation
            case .taken, .cancelledEarly:
                return nil
            }
        }
        continuation?.resume(returning: .failure(.cancelled))
    }

    private func take() -> CheckedContinuation<Answer, Never>? {
        state.withLock { state in
            guard case .waiting(let continuation) = state else { return nil }
            state = .taken
            return continuation
        }
    }
}
