package import MeshKernel
package import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Asks every event loop for a sign of life and tells how long each answer took. A loop that is held is reported while
/// it is held, from a thread of the watchdog's own.
package final class LoopWatchdog: Sendable {
    /// Who is told. Both are called on the watchdog's thread or on the loop, so they return at once.
    package struct Listener: Sendable {
        /// A loop answered after this many nanoseconds.
        package var lag: @Sendable (_ loop: Int, _ nanoseconds: Int64) -> Void
        /// A loop has been held for more than `Limits.loopHeldMilliseconds`; told once for each time.
        package var held: @Sendable (_ loop: Int, _ nanoseconds: Int64) -> Void

        package init(
            lag: @escaping @Sendable (_ loop: Int, _ nanoseconds: Int64) -> Void,
            held: @escaping @Sendable (_ loop: Int, _ nanoseconds: Int64) -> Void
        ) {
            self.lag = lag
            self.held = held
        }
    }

    private final class Probe: Sendable {
        /// When the unanswered question was asked, in nanoseconds; 0 when none is open.
        let askedAt = Atomic<Int64>(0)
        let isReported = Atomic<Bool>(false)
        let worst = Atomic<Int64>(0)
    }

    private let loops: [any EventLoop]
    private let probes: [Probe]
    private let time: any TimeSource
    private let listener: Listener
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let isStopped = Atomic<Bool>(false)
    private let heldNanoseconds = Limits.loopHeldMilliseconds * 1_000_000

    /// Watches `loops`; their places in the list are their numbers.
    package init(loops: [any EventLoop], time: any TimeSource, listener: Listener) {
        self.loops = loops
        self.time = time
        self.listener = listener
        probes = loops.map { _ in Probe() }
    }

    /// Begins to watch; call it once.
    package func start() {
        thread.start()
        thread.submit { _ in
            while !self.isStopped.load(ordering: .relaxed) {
                self.look()
                usleep(UInt32(Limits.loopProbeMilliseconds) * 1_000)
            }
        }
    }

    /// Stops watching.
    package func stop() async {
        isStopped.store(true, ordering: .relaxed)
        try? await thread.shutdownGracefully()
    }

    /// The longest answer of each loop since the last call, in nanoseconds.
    package func worstSinceLast() -> [Int64] {
        probes.map { $0.worst.exchange(0, ordering: .relaxed) }
    }

    private func look() {
        for (index, probe) in probes.enumerated() {
            let now = time.monotonic().nanoseconds
            let askedAt = probe.askedAt.load(ordering: .acquiring)
            if askedAt == 0 {
                probe.askedAt.store(now, ordering: .releasing)
                loops[index].execute { self.answered(index, askedAt: now) }
            } else if now - askedAt > heldNanoseconds {
                report(index, now - askedAt)
            }
        }
    }

    private func answered(_ index: Int, askedAt: Int64) {
        let probe = probes[index]
        let lag = max(0, time.monotonic().nanoseconds - askedAt)
        listener.lag(index, lag)
        if lag > heldNanoseconds { report(index, lag) }
        if lag > probe.worst.load(ordering: .relaxed) { probe.worst.store(lag, ordering: .relaxed) }
        probe.isReported.store(false, ordering: .relaxed)
        probe.askedAt.store(0, ordering: .releasing)
    }

    private func report(_ index: Int, _ nanoseconds: Int64) {
        let (isFirst, _) = probes[index].isReported.compareExchange(
            expected: false, desired: true, ordering: .relaxed)
        if isFirst { listener.held(index, nanoseconds) }
    }
}
