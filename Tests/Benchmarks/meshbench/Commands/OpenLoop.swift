import ArgumentParser
import MeshRPC
import MeshTestKit

/// The same rate of calls without slow ones and with some, by turns: what a slow call costs the others.
struct OpenLoop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openloop",
        abstract: "What slow calls cost the others at the same rate, each call timed from the moment it was due.",
        discussion: """
            Without --rate it is half of what 128 calls in flight reach, measured before each round: the median of the \
            last five runs. A round is two runs without slow calls and one with them, each on a connection of its own; \
            the table has the medians of the rounds, and the times are those of calls that the server did not delay. \
            What the two runs without slow calls differ by is the machine's doing. "late" is how long after it was due \
            a call was made. It fails when the calls were not made on time, for then it has measured another rate.
            """)

    @Option(help: "Calls a second; half the maximum when absent.")
    var rate: Double?

    @OptionGroup var load: EchoLoad

    @Option(help: "Rounds.")
    var rounds = 25

    @Option(help: "How many of a hundred calls the server delays.")
    var slowPercent = 1.0

    @Option(help: "How long it delays them, in milliseconds.")
    var slowMs = 50

    @Flag(help: "One JSON line for each run and one for all, in place of the table.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(rate ?? 1) else { throw ValidationError("--rate is from 1 to 1000000") }
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is from 1 to 1000") }
        guard slowPercent > 0, slowPercent <= 100 else { throw ValidationError("--slow-percent is above 0 to 100") }
        guard (1...9_000).contains(slowMs) else { throw ValidationError("--slow-ms is from 1 to 9000") }
    }

    func run() async throws {
        let server = try await EchoServer.start()
        var maxima: [Double] = []
        var rates: [Double] = []
        if rate == nil {
            for _ in 1..<Self.maximumRuns { maxima.append(try await maximum(of: server)) }
        }
        var results: [OpenLoopComparison.Run: [OpenLoopRun.Result]] = [:]
        for round in 0..<rounds {
            if rate == nil { maxima.append(try await maximum(of: server)) }
            let rate = self.rate ?? Self.middle(maxima.suffix(Self.maximumRuns)) / 2
            rates.append(rate)
            // Each round begins with another one, so that none always runs on the warmer machine.
            let kinds = OpenLoopComparison.Run.allCases
            for turn in kinds.indices {
                let kind = kinds[(round + turn) % kinds.count]
                let run = OpenLoopRun(
                    rate: rate, seconds: load.time.seconds, payload: load.bytes,
                    slowPercent: kind == .disturbed ? slowPercent : 0, slowMilliseconds: slowMs)
                let client = try server.client()
                let before = try server.statistics()
                var result = try await run.run(on: client)
                result.serverMilliseconds = try server.statistics().processorMilliseconds - before.processorMilliseconds
                await client.close()
                results[kind, default: []].append(result)
                if json { print(run.line(result)) }
            }
        }
        await server.stop()
        let comparison = OpenLoopComparison(
            results: results, rate: Self.middle(rates), slowPercent: slowPercent, slowMilliseconds: slowMs)
        print(json ? comparison.line.description : comparison.table)
        guard comparison.isOnTime else { throw BenchmarkFailure("the calls were not made on time") }
    }

    /// How many runs the highest rate is the median of: one alone may fall into a good or bad moment of the machine.
    private static let maximumRuns = 5

    private func maximum(of server: EchoServer) async throws -> Double {
        let client = try server.client()
        let latencies = try await load.run(callers: 128, on: client)
        await client.close()
        return latencies.perSecond
    }

    private static func middle(_ values: some Collection<Double>) -> Double {
        MedianInterval(Array(values))?.median ?? 0
    }
}

extension OpenLoopRun {
    /// One run as one line; the percentiles are those of calls that nobody delayed.
    func line(_ result: Result) -> JSONLine {
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rate", Int(rate))
        line.add("payload", payload.count)
        line.add("slow_percent", slowPercent)
        line.add("slow_ms", slowPercent > 0 ? slowMilliseconds : 0)
        line.add("calls", result.others.count)
        line.add("p50_us", result.others.microseconds(0.5))
        line.add("p99_us", result.others.microseconds(0.99))
        line.add("p999_us", result.others.microseconds(0.999))
        line.add("slow_calls", result.slow.count)
        line.add("slow_p50_us", result.slow.microseconds(0.5))
        line.add("late_p50_us", result.lateness.microseconds(0.5))
        line.add("late_p99_us", result.lateness.microseconds(0.99))
        line.add("late_p999_us", result.lateness.microseconds(0.999))
        line.add("missed", result.missed)
        line.add("server_cpu_ms", result.serverMilliseconds)
        return line
    }
}
