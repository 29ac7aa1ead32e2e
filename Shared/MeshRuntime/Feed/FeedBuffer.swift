import MeshStore
import Synchronization

/// Hands events from the task that receives them to the task that applies them, as many at a time as are there: one
/// transaction for a burst, one for a single event. The receiver waits when the buffer is full.
final class FeedBuffer: Sendable {
    private struct State {
        var events: [FeedEvent] = []
        var isFinished = false
        var taker: CheckedContinuation<Void, Never>?
        var giver: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Adds one event; waits while `Limits.feedBatchRowsMax` are waiting. Returns false once nobody takes any more.
    func give(_ event: FeedEvent) async -> Bool {
        while true {
            let isFull = state.withLock { $0.events.count >= Limits.feedBatchRowsMax && !$0.isFinished }
            guard isFull else { break }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state -> Bool in
                    if state.events.count < Limits.feedBatchRowsMax || state.isFinished { return true }
                    state.giver = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
        let (isTaken, taker) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isFinished else { return (false, nil) }
            state.events.append(event)
            defer { state.taker = nil }
            return (true, state.taker)
        }
        taker?.resume()
        return isTaken
    }

    /// Everything that is there; waits for something. Nil when it is finished and empty.
    func takeAll() async -> [FeedEvent]? {
        while true {
            let (events, giver, isFinished) = state.withLock { state in
                defer {
                    state.events = []
                    state.giver = nil
                }
                return (state.events, state.giver, state.isFinished)
            }
            giver?.resume()
            if !events.isEmpty { return events }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state -> Bool in
                    if !state.events.isEmpty || state.isFinished { return true }
                    state.taker = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
    }

    /// Nothing more comes, or nobody takes any more. What is there may still be taken.
    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer {
                state.taker = nil
                state.giver = nil
            }
            return [state.taker, state.giver]
        }
        for continuation in waiting { continuation?.resume() }
    }
}
