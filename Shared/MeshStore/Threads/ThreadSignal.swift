#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A lock and a condition for threads of our own, which may wait; tasks of the cooperative pool never do.
///
/// `@unchecked`: both are made for use from many threads, and their addresses never change.
final class ThreadSignal: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        // The monotonic clock: setting the machine's time must not wake or freeze the writer.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func withLock<T>(_ body: () throws -> T) rethrows -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Waits for a wake-up; the lock must be held, and is held again afterwards. May wake for no reason.
    func wait() {
        pthread_cond_wait(condition, mutex)
    }

    /// As `wait`, but not beyond `moment`; returns false when the moment came first.
    func wait(until moment: ThreadMoment) -> Bool {
        var time = moment.time
        return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
    }

    /// Wakes one thread that waits.
    func signal() {
        pthread_cond_signal(condition)
    }

    /// Wakes every thread that waits.
    func broadcast() {
        pthread_cond_broadcast(condition)
    }
}

/// A moment that a thread waits for. It is the machine's clock and not a `TimeSource`: a test that stops time must not
/// stop the threads that serve it.
struct ThreadMoment {
    fileprivate let time: timespec

    init(microsecondsFromNow microseconds: Int) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let nanoseconds = now.tv_nsec + (microseconds % 1_000_000) * 1_000
        time = timespec(
            tv_sec: now.tv_sec + microseconds / 1_000_000 + nanoseconds / 1_000_000_000,
            tv_nsec: nanoseconds % 1_000_000_000)
    }
}
