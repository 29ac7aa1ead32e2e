import MeshKernel
import NIOCore
import Synchronization

/// Gives the calls of a schedule out as they fall due, to workers that wait for one. It looks at the clock on the event
/// loop of the client, between the loop's other work; a worker that has become free takes what is overdue at once.
final class Pacer: Sendable {
    /// From one look at the clock to the next: what is due meanwhile goes out together.
    private static let lookNanoseconds: Int64 = 50_000
    /// A call that is overdue by more is not made any more, nor any after it.
    private static let overdueMax = Duration.seconds(1)

    private struct State {
        var next: Int
        var isOver = false
        var idle: [UnsafeContinuation<Int?, Never>] = []
    }

    private let schedule: Schedule
    private let end: Int
    private let loop: any EventLoop
    private let time = SystemTime()
    private let state: Mutex<State>

    /// The calls `numbers` of `schedule`. At most `workers` wait for one at once.
    init(_ schedule: Schedule, numbers: Range<Int>, workers: Int, on loop: any EventLoop) {
        self.schedule = schedule
        self.loop = loop
        end = numbers.upperBound
        var first = State(next: numbers.lowerBound)
        first.idle.reserveCapacity(workers)
        state = Mutex(first)
    }

    /// Calls that were not made because they were too far overdue; certain once every worker has been told the end.
    var missed: Int { state.withLock { end - $0.next } }

    /// Starts to look at the clock.
    func start() {
        loop.execute { self.look() }
    }

    /// The next call that is due; waits until one is. Nil when there are no more.
    func next() async -> Int? {
        if let step = state.withLock({ take(&$0, now: time.monotonic()) }) { return step.number }
        return await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.idle.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume(returning: nil) }
        }
    }

    private struct Step {
        /// Nil when there are no more.
        let number: Int?
    }

    /// What a worker that is free at `now` does; nil when it has to wait.
    private func take(_ state: inout State, now: MonotonicTime) -> Step? {
        guard !state.isOver, state.next < end else { return Step(number: nil) }
        let due = schedule.due(state.next)
        guard due <= now else { return nil }
        guard now.since(due) <= Self.overdueMax else {
            state.isOver = true
            return Step(number: nil)
        }
        defer { state.next += 1 }
        return Step(number: state.next)
    }

    private func look() {
        let now = time.monotonic()
        while let (worker, number) = state.withLock({ pair(&$0, now: now) }) { worker.resume(returning: number) }
        let pause: Int64? = state.withLock { state in
            guard !state.isOver, state.next < end else { return nil }
            return max(schedule.due(state.next).nanoseconds - now.nanoseconds, Self.lookNanoseconds)
        }
        if let pause { loop.scheduleTask(in: .nanoseconds(pause)) { self.look() } } else { finish() }
    }

    /// A worker and what it does.
    private func pair(_ state: inout State, now: MonotonicTime) -> (UnsafeContinuation<Int?, Never>, Int)? {
        guard !state.idle.isEmpty, let number = take(&state, now: now)?.number else { return nil }
        return (state.idle.removeLast(), number)
    }

    private func finish() {
        let idle = state.withLock { state in
            state.isOver = true
            defer { state.idle = [] }
            return state.idle
        }
        for worker in idle { worker.resume(returning: nil) }
    }
}
