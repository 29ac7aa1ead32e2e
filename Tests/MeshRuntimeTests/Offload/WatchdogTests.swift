import MeshKernel
import NIOCore
import NIOPosix
import Testing

@testable import MeshRuntime

@Suite("The loop watchdog", .timeLimit(.minutes(2)))
struct WatchdogTests {
    @Test("a loop that is held is reported while it is held, by its number, once; the other loop is not")
    func held() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let loops = group.makeIterator().map { $0 }
        let gate = Gate()
        let (reports, continuation) = AsyncStream.makeStream(of: (loop: Int, nanoseconds: Int64).self)
        let (lags, lagContinuation) = AsyncStream.makeStream(of: (loop: Int, nanoseconds: Int64).self)
        let watchdog = LoopWatchdog(
            loops: loops, time: SystemTime(),
            listener: .init(
                lag: { lagContinuation.yield(($0, $1)) }, held: { continuation.yield(($0, $1)) }))
        loops[1].execute { gate.wait() }
        watchdog.start()
        var iterator = reports.makeAsyncIterator()
        let first = await iterator.next()
        #expect(first?.loop == 1)
        #expect((first?.nanoseconds ?? 0) > Limits.loopHeldMilliseconds * 1_000_000)
        gate.open()
        // The held loop's own answer comes with the whole time that it was held.
        for await lag in lags where lag.loop == 1 {
            #expect(lag.nanoseconds >= first?.nanoseconds ?? .max)
            break
        }
        await watchdog.stop()
        continuation.finish()
        var more = 0
        while let next = await iterator.next() { more += next.loop == 1 && next.nanoseconds >= 0 ? 1 : 0 }
        #expect(more == 0)
        #expect(watchdog.worstSinceLast()[1] > Limits.loopHeldMilliseconds * 1_000_000)
        try await group.shutdownGracefully()
    }
}
