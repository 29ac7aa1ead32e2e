import MeshKernel
import MeshRPC
import MeshTestKit
import NIOCore
import Synchronization

/// Calls that are made when they are due, whether or not earlier ones have been answered. Each is timed from the moment
/// it was due: a server or client that falls behind pays for every call that waited, not only for the one it noticed.
struct OpenLoopRun: Sendable {
    /// More calls without an answer than this end the run: the rate is beyond what server and client can do.
    private static let openCallsMax = 20_000
    private static let warmUpSeconds = 1.0

    let rate: Double
    let seconds: Double
    let payload: Int
    let slowPercent: Double
    let slowMilliseconds: Int

    /// What was seen of the calls that nobody delayed, and of those that the server did.
    struct Result: Sendable {
        let others: Latencies
        let slow: Latencies
    }

    private struct Samples {
        var others: CallerSamples
        var slow: CallerSamples
    }

    /// What all calls of a run share.
    private final class Tally: Sendable {
        let samples: Mutex<Samples>
        /// Calls made and not answered.
        let open = Atomic<Int>(0)

        init(_ samples: Samples) { self.samples = Mutex(samples) }
    }

    /// Makes the calls on the client's own loop.
    func run(on client: RPCClient) async throws -> Result {
        let time = SystemTime()
        let start = time.monotonic().advanced(by: .seconds(Self.warmUpSeconds))
        let schedule = Schedule(rate: rate, slowPercent: slowPercent, start: start)
        let first = -Int(Self.warmUpSeconds * rate)
        let end = Int(seconds * rate)
        let tally = Tally(
            Samples(
                others: CallerSamples(from: start, capacity: end), slow: CallerSamples(from: start, capacity: 1_024)))
        let echo = BenchV1.EchoClient(client)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: payload)
        let slowID = SlowMark.id(milliseconds: slowMilliseconds)
        let pacer = Task(executorPreference: client.loop) {
            try await withThrowingDiscardingTaskGroup { group in
                for number in first..<end {
                    let due = schedule.due(number)
                    await Self.wait(until: due, time, on: client.loop.eventLoop)
                    guard tally.open.wrappingAdd(1, ordering: .relaxed).newValue <= Self.openCallsMax else {
                        throw BenchmarkFailure("\(Self.openCallsMax) calls have no answer: the rate is too high")
                    }
                    group.addTask(executorPreference: client.loop) {
                        let isSlow = schedule.isSlow(number)
                        let reply = try await echo.get(
                            BenchV1.EchoRequest(
                                id: isSlow ? slowID : SlowMark.none, seq: Int64(number), payload: bytes),
                            options: CallOptions(timeout: .seconds(10)))
                        let ended = time.monotonic()
                        guard reply.seq == number else { throw BenchmarkFailure("an answer to another request") }
                        tally.open.wrappingSubtract(1, ordering: .relaxed)
                        guard number >= 0 else { return }
                        tally.samples.withLock {
                            if isSlow {
                                $0.slow.record(from: due, to: ended)
                            } else {
                                $0.others.record(from: due, to: ended)
                            }
                        }
                    }
                }
            }
        }
        try await pacer.value
        return tally.samples.withLock {
            Result(others: Latencies([$0.others], from: start), slow: Latencies([$0.slow], from: start))
        }
    }

    /// Lets the loop work until `due`; what is overdue goes at once, but other work of the loop comes in between.
    private static func wait(until due: MonotonicTime, _ time: SystemTime, on loop: any EventLoop) async {
        let nanoseconds = due.nanoseconds - time.monotonic().nanoseconds
        guard nanoseconds > 0 else { return await Task.yield() }
        await withCheckedContinuation { continuation in
            _ = loop.scheduleTask(in: .nanoseconds(nanoseconds)) { continuation.resume() }
        }
    }
}
