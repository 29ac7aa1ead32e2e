import MeshKernel
import MeshRPC
import MeshTestKit
import Synchronization

/// Calls that are made when they are due, whether or not earlier ones have been answered. Each is timed from the moment
/// it was due: a server or client that falls behind pays for every call that waited, not only for the one it noticed.
struct OpenLoopRun: Sendable {
    /// Calls that can be under way at once: as many streams as a server admits on one connection. A call that is due
    /// while none of these is free waits, and its time counts.
    private static let workers = 1_024
    private static let warmUpSeconds = 1.0

    let rate: Double
    let seconds: Double
    let payload: [UInt8]
    let slowPercent: Double
    let slowMilliseconds: Int

    /// What was seen of the calls that nobody delayed, and of those that the server did.
    struct Result: Sendable {
        let others: Latencies
        let slow: Latencies
        /// How long after they were due the calls were made, slow ones and others.
        let lateness: Latencies
        /// Calls that were never made: they were too far overdue.
        let missed: Int
        /// What the server's processes used, warming up included.
        var serverMilliseconds = 0
    }

    private struct Samples {
        var others: CallerSamples
        var slow: CallerSamples
        var lateness: CallerSamples
    }

    /// What all calls of a run share.
    private final class Tally: Sendable {
        let samples: Mutex<Samples>

        init(_ samples: Samples) { self.samples = Mutex(samples) }
    }

    /// Makes the calls on the client's own loop.
    func run(on client: RPCClient) async throws -> Result {
        let time = SystemTime()
        let start = time.monotonic().advanced(by: .seconds(Self.warmUpSeconds))
        let schedule = Schedule(rate: rate, slowPercent: slowPercent, start: start)
        let end = Int(seconds * rate)
        let pacer = Pacer(
            schedule, numbers: -Int(Self.warmUpSeconds * rate)..<end, workers: Self.workers, on: client.loop.eventLoop)
        let tally = Tally(
            Samples(
                others: CallerSamples(from: start, capacity: end), slow: CallerSamples(from: start, capacity: 1_024),
                lateness: CallerSamples(from: start, capacity: end)))
        let echo = BenchV1.EchoClient(client)
        let slowID = SlowMark.id(milliseconds: slowMilliseconds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.workers {
                group.addTask(executorPreference: client.loop) {
                    while let number = await pacer.next() {
                        let isSlow = schedule.isSlow(number)
                        let began = time.monotonic()
                        let reply = try await echo.get(
                            BenchV1.EchoRequest(
                                id: isSlow ? slowID : SlowMark.none, seq: Int64(number), payload: payload),
                            options: CallOptions(timeout: .seconds(10)))
                        let ended = time.monotonic()
                        guard reply.seq == number else { throw BenchmarkFailure("an answer to another request") }
                        guard number >= 0 else { continue }
                        let due = schedule.due(number)
                        tally.samples.withLock {
                            $0.lateness.record(from: due, to: began)
                            if isSlow {
                                $0.slow.record(from: due, to: ended)
                            } else {
                                $0.others.record(from: due, to: ended)
                            }
                        }
                    }
                }
            }
            pacer.start()
            try await group.waitForAll()
        }
        return tally.samples.withLock {
            Result(
                others: Latencies([$0.others], from: start), slow: Latencies([$0.slow], from: start),
                lateness: Latencies([$0.lateness], from: start), missed: pacer.missed)
        }
    }
}
