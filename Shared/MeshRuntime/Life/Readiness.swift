import Synchronization

/// Whether the service may be sent work, and who wants to hear of it.
package final class Readiness: Sendable {
    /// Where a service stands in its life.
    package enum State: Sendable, Equatable {
        case starting
        case ready
        case draining
        case failed(reason: String)
    }

    private struct Shared {
        var state = State.starting
        var limitation: String?
        var listeners: [@Sendable (State) -> Void] = []
    }

    private let shared = Mutex(Shared())

    package init() {}

    /// Where the service stands now.
    package var state: State { shared.withLock { $0.state } }

    /// What the service does not do although it is ready, in words for an operator; nil when it does everything.
    package var limitation: String? { shared.withLock { $0.limitation } }

    /// Says what the service does not do any more although it goes on; the first words stay.
    package func limit(to words: String) {
        shared.withLock { $0.limitation = $0.limitation ?? words }
    }

    /// Calls `listener` now and after every change.
    package func observe(_ listener: @escaping @Sendable (State) -> Void) {
        let state = shared.withLock { shared -> State in
            shared.listeners.append(listener)
            return shared.state
        }
        listener(state)
    }

    /// Moves on. A failure is final, and what drains is never ready again.
    package func move(to next: State) {
        let listeners = shared.withLock { shared -> [@Sendable (State) -> Void] in
            switch (shared.state, next) {
            case (.failed, _), (.draining, .ready), (.draining, .starting): return []
            case (.starting, _), (.ready, _), (.draining, _):
                shared.state = next
                return shared.listeners
            }
        }
        for listener in listeners { listener(next) }
    }
}
