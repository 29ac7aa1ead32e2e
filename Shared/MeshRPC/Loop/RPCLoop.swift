public import MeshKernel
public import NIOCore
public import ProtobufC
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An event loop with what its connections share: a task executor, so that handlers and callers run on the loop without
/// a hop, an arena, a timer wheel, and the order in which a turn's work is done: read, resumed tasks, one write each.
///
/// Tasks on the loop must not hold it; work of more than 200 µs of CPU belongs to a pool.
public final class RPCLoop: TaskExecutor, @unchecked Sendable {
    // Everything mutable here is used on the loop only, but for `remote`.

    /// The loop itself.
    public let eventLoop: any EventLoop
    /// Where deadlines are measured.
    public let time: any TimeSource

    @usableFromInline let arena = Arena()
    var random: SpanSource
    private var wheel = TimerWheel<TimedCall>()
    private var wake: (at: MonotonicTime, task: Scheduled<Void>)?
    private var spare: ByteBuffer?
    private var jobs: [UnownedJob] = []
    private var runningJobs: [UnownedJob] = []
    private var dirty: [Connection] = []
    private var flushing: [Connection] = []
    private var isEarlyFlushDue = false
    private var isInTurn = false
    private var isEndingTurn = false
    private var isTurnScheduled = false
    private let remote = Mutex<[RemoteWork]>([])
    // What RPCLoop+BusyPoll.swift works with.
    var busyPoll: BusyPoll
    var sockets: [pollfd] = []
    var isPollScheduled = false

    private enum RemoteWork: Sendable {
        case job(UnownedJob)
        case work(@Sendable () -> Void)
    }

    init(
        _ eventLoop: any EventLoop, time: any TimeSource, random: any RandomSource, traceRatio: Double,
        busyPollMicroseconds: Int
    ) {
        self.eventLoop = eventLoop
        self.time = time
        busyPoll = BusyPoll(nanosecondsMax: Int64(busyPollMicroseconds) * 1_000)
        self.random = SpanSource(seed: random.word(), traceRatio: traceRatio)
    }

    /// Whether the caller runs on this loop.
    @inlinable public var isCurrent: Bool { eventLoop.inEventLoop }

    // MARK: - Work

    /// Runs a task's next piece on the loop, at the end of the current turn when there is one.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if eventLoop.inEventLoop {
            jobs.append(job)
            needTurn()
        } else {
            submit(.job(job))
        }
    }

    /// Runs `work` on the loop: now when the caller is there, else soon, many submissions for one wake-up.
    @usableFromInline
    func run(_ work: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { work() } else { submit(.work(work)) }
    }

    /// Runs `work` on the loop, never within the caller.
    func later(_ work: @escaping @Sendable () -> Void) {
        submit(.work(work))
    }

    /// Runs `work` on the loop and waits for what it returns.
    @usableFromInline
    func ask<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
        if eventLoop.inEventLoop { return work() }
        return await withUnsafeContinuation { continuation in
            submit(.work { continuation.resume(returning: work()) })
        }
    }

    /// Whether another thread has left work here.
    var hasRemoteWork: Bool { remote.withLock { !$0.isEmpty } }

    private func submit(_ work: RemoteWork) {
        let isFirst = remote.withLock { queue in
            queue.append(work)
            return queue.count == 1
        }
        if isFirst { eventLoop.execute { self.takeRemoteWork() } }
    }

    private func takeRemoteWork() {
        let works = remote.withLock { queue in
            let taken = queue
            queue = []
            return taken
        }
        isInTurn = true
        isEndingTurn = true
        for work in works {
            switch work {
            case .job(let job): jobs.append(job)
            case .work(let work): work()
            }
        }
        endTurn()
    }

    // MARK: - Turns

    /// Bytes are about to be handled; `endTurn` follows, or `breakTurn` when the channel goes before it can.
    func beginTurn() {
        isInTurn = true
    }

    /// A channel has closed within its turn: nobody will end that turn, so the next piece of work schedules one.
    func breakTurn() {
        guard !isEndingTurn else { return }
        isInTurn = false
        if !jobs.isEmpty || !dirty.isEmpty { needTurn() }
    }

    /// Runs the tasks that this turn has resumed, then writes what every connection has to say, once.
    func endTurn() {
        isInTurn = true
        isEndingTurn = true
        var budget = Limits.jobsPerTurnMax
        repeat {
            while !jobs.isEmpty, budget > 0 {
                swap(&jobs, &runningJobs)
                budget -= runningJobs.count
                let executor = asUnownedTaskExecutor()
                for job in runningJobs {
                    job.runSynchronously(on: executor)
                    flushEarly()
                }
                runningJobs.removeAll(keepingCapacity: true)
            }
            swap(&dirty, &flushing)
            for connection in flushing { connection.flush() }
            flushing.removeAll(keepingCapacity: true)
        } while !jobs.isEmpty && budget > 0
        isInTurn = false
        isEndingTurn = false
        if budget <= 0, !jobs.isEmpty { return needTurnAfterIO() }
        if !jobs.isEmpty || !dirty.isEmpty { needTurn() }
    }

    /// The connection has frames to write when the turn ends.
    func willFlush(_ connection: Connection) {
        dirty.append(connection)
        needTurn()
    }

    /// A connection has as much to write as is worth a write of its own.
    func mayFlushEarly() {
        isEarlyFlushDue = true
    }

    /// Writes what need not wait for the turn's end. Called between two pieces of work, never within one: a write can
    /// find out that its connection is gone.
    func flushEarly() {
        guard isEarlyFlushDue else { return }
        isEarlyFlushDue = false
        for connection in dirty where connection.isFull { connection.flush() }
    }

    private func needTurn() {
        guard !isInTurn, !isTurnScheduled else { return }
        isTurnScheduled = true
        eventLoop.execute {
            self.isTurnScheduled = false
            // What a handler says late goes out with the answers to what has arrived meanwhile: reading ends in a turn.
            if !self.hasInput() { self.endTurn() }
        }
    }

    /// A connection will not be read any more: what waited for its reading has a turn of its own.
    func readingEnded() {
        if !jobs.isEmpty || !dirty.isEmpty { needTurn() }
    }

    /// Jobs that beget jobs without end: the event loop looks at its sockets only when it has no work that is due, so the
    /// rest is due a moment later.
    private func needTurnAfterIO() {
        guard !isTurnScheduled else { return }
        isTurnScheduled = true
        eventLoop.scheduleTask(in: .microseconds(Limits.jobsPauseMicroseconds)) {
            self.isTurnScheduled = false
            self.endTurn()
        }
    }

    // MARK: - Buffers

    /// A buffer to write frames into; connections share it, for each writes within a turn only.
    func takeBuffer() -> ByteBuffer {
        if let buffer = spare {
            spare = nil
            return buffer
        }
        return ByteBufferAllocator().buffer(capacity: Limits.outBufferBytes)
    }

    /// Takes a buffer back for the next connection that writes.
    func giveBack(_ buffer: consuming ByteBuffer) {
        guard spare == nil, buffer.capacity <= Limits.spareBufferBytesMax else { return }
        buffer.clear()
        spare = buffer
    }

    // MARK: - Deadlines

    /// Calls `expired` of the call at `due` or a little later.
    func schedule(_ call: TimedCall, due: MonotonicTime, now: MonotonicTime) -> Int32 {
        let index = wheel.insert(call, due: due, now: now)
        if wake.map({ due < $0.at }) ?? true { wakeAt(due, now: now) }
        return index
    }

    /// Forgets a call's deadline.
    func unschedule(_ index: Int32) {
        wheel.remove(index)
    }

    private func wakeAt(_ moment: MonotonicTime, now: MonotonicTime) {
        wake?.task.cancel()
        let delay = max(moment.nanoseconds - now.nanoseconds, 0)
        wake = (moment, eventLoop.scheduleTask(in: .nanoseconds(delay)) { self.expireCalls() })
    }

    private func expireCalls() {
        wake = nil
        let now = time.monotonic()
        isInTurn = true
        isEndingTurn = true
        for call in wheel.expire(now: now) { call.expired() }
        if let next = wheel.nextWake { wakeAt(max(next, now.advanced(by: .microseconds(500))), now: now) }
        endTurn()
    }
}
