import Logging
import Synchronization

/// How a service comes to its end: who asks for it first, and who waits for it.
final class ServiceEnd: Sendable {
    /// What ends the service.
    enum Reason: Sendable {
        case asked(String)
        case failure(String)

        var isFailure: Bool {
            switch self {
            case .asked: false
            case .failure: true
            }
        }

        var words: String {
            switch self {
            case .asked(let words), .failure(let words): words
            }
        }
    }

    private struct State {
        var reason: Reason?
        var code: ExitCode?
        var reasonWaiters: [CheckedContinuation<Reason, Never>] = []
        var codeWaiters: [CheckedContinuation<ExitCode, Never>] = []
    }

    private let state = Mutex(State())
    private let readiness: Readiness
    private let logger: Logger

    init(readiness: Readiness, logger: Logger) {
        self.readiness = readiness
        self.logger = logger
    }

    func stop(_ words: String) {
        want(.asked(words))
    }

    func fail(_ words: String) {
        logger.critical("stopping", metadata: ["reason": "\(words)"])
        readiness.move(to: .failed(reason: words))
        want(.failure(words))
    }

    /// Waits until somebody wants the end.
    func wanted() async -> Reason {
        await withCheckedContinuation { continuation in
            let reason = state.withLock { state -> Reason? in
                if state.reason == nil { state.reasonWaiters.append(continuation) }
                return state.reason
            }
            if let reason { continuation.resume(returning: reason) }
        }
    }

    func finish(_ code: ExitCode) {
        let waiters = state.withLock { state in
            state.code = code
            defer { state.codeWaiters = [] }
            return state.codeWaiters
        }
        for waiter in waiters { waiter.resume(returning: code) }
    }

    /// Waits until the end is over.
    func code() async -> ExitCode {
        await withCheckedContinuation { continuation in
            let code = state.withLock { state -> ExitCode? in
                if state.code == nil { state.codeWaiters.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
    }

    private func want(_ reason: Reason) {
        let waiters = state.withLock { state -> [CheckedContinuation<Reason, Never>] in
            guard state.reason == nil else { return [] }
            state.reason = reason
            defer { state.reasonWaiters = [] }
            return state.reasonWaiters
        }
        for waiter in waiters { waiter.resume(returning: reason) }
    }
}
