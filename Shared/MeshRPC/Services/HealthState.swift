import Synchronization

/// What `Health` answers, for each service and for the whole process (the empty name).
public final class HealthState: Sendable {
    /// Whether a service can do its work.
    public enum Serving: Sendable, Hashable {
        case serving
        case notServing
    }

    private struct State {
        var services: [String: Serving]
        var watchers: [UInt64: (service: String, stream: AsyncStream<Serving?>.Continuation)] = [:]
        var nextWatcher: UInt64 = 0
        var isShutDown = false
    }

    private let state: Mutex<State>
    /// Held while watchers are told, so that they hear of changes in their order. Not `state`: telling waits for a task
    /// that is being cancelled, and such a task waits for `state` in `forget`.
    private let telling = Mutex<Void>(())

    init(services: [String]) {
        var all: [String: Serving] = ["": .serving]
        for service in services { all[service] = .serving }
        state = Mutex(State(services: all))
    }

    /// The state of `service`; nil when this process does not offer it.
    public subscript(service: String) -> Serving? {
        state.withLock { $0.services[service] }
    }

    /// Changes the state of `service`, or of the process when that is empty, and tells who watches.
    public func set(_ serving: Serving, for service: String = "") {
        telling.withLock { _ in
            let watchers = state.withLock { state -> [AsyncStream<Serving?>.Continuation] in
                guard !state.isShutDown, state.services[service] != serving else { return [] }
                state.services[service] = serving
                return state.watchers.values.filter { $0.service == service }.map(\.stream)
            }
            for watcher in watchers { watcher.yield(serving) }
        }
    }

    /// Nothing is served any more: tells who watches, and ends what they watch.
    func shutDown() {
        telling.withLock { _ in
            let watchers = state.withLock { state -> [(stream: AsyncStream<Serving?>.Continuation, last: Serving?)] in
                guard !state.isShutDown else { return [] }
                state.isShutDown = true
                for service in state.services.keys { state.services[service] = .notServing }
                let watchers = state.watchers.values.map { ($0.stream, state.services[$0.service]) }
                state.watchers = [:]
                return watchers
            }
            for watcher in watchers {
                watcher.stream.yield(watcher.last)
                watcher.stream.finish()
            }
        }
    }

    /// The state now and after every change; nil stands for a service that is not offered. A watcher that is slow sees
    /// the latest state, not every one.
    func watch(_ service: String) -> AsyncStream<Serving?> {
        let (stream, continuation) = AsyncStream.makeStream(of: Serving?.self, bufferingPolicy: .bufferingNewest(1))
        let watcher = state.withLock { state -> UInt64? in
            continuation.yield(state.services[service])
            guard !state.isShutDown else { return nil }
            let watcher = state.nextWatcher
            state.nextWatcher += 1
            state.watchers[watcher] = (service, continuation)
            return watcher
        }
        if let watcher {
            continuation.onTermination = { [weak self] _ in self?.forget(watcher) }
        } else {
            continuation.finish()
        }
        return stream
    }

    private func forget(_ watcher: UInt64) {
        _ = state.withLock { $0.watchers.removeValue(forKey: watcher) }
    }
}
