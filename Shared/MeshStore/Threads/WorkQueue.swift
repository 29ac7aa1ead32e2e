import DequeModule

/// A bounded queue between tasks that ask and threads that work.
///
/// `@unchecked`: every property is used under the signal's lock.
final class WorkQueue<Item: Sendable>: @unchecked Sendable {
    /// Why an item was not taken.
    enum Refusal {
        case full
        case stopped
    }

    private let signal = ThreadSignal()
    private let bound: Int
    private var items: Deque<Item> = []
    private var isStopped = false

    init(bound: Int) {
        self.bound = bound
    }

    /// Items that wait.
    var count: Int {
        signal.withLock { items.count }
    }

    /// Adds an item, unless the queue is full or stopped.
    func push(_ item: Item) -> Refusal? {
        signal.withLock {
            if isStopped { return .stopped }
            guard items.count < bound else { return .full }
            items.append(item)
            signal.signal()
            return nil
        }
    }

    /// The next item; waits for one. Nil when the queue is stopped and empty.
    func pop() -> Item? {
        signal.withLock {
            while items.isEmpty && !isStopped { signal.wait() }
            return items.popFirst()
        }
    }

    /// Takes nothing more; what waits is still given out.
    func stop() {
        signal.withLock {
            isStopped = true
            signal.broadcast()
        }
    }
}
