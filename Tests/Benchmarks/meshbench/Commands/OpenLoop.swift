import ArgumentParser
import MeshRPC
import MeshTestKit

/// The same rate of calls without slow ones and with some, by turns: what a slow call costs the others.
struct OpenLoop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openloop",
        abstract: "What slow calls cost the others at the same rate, each call timed from the moment it was due.",
        discussion: """
            Without --rate it is half of what 128 calls in flight reach, measured first. Each round is one run without \
            slow calls and one with them; the last line has the medians of the rounds, and their ratio.
            """)

    @Option(help: "Calls a second; half the maximum when absent.")
    var rate: Double?

    @Option(help: "Seconds to count in each run.")
    var seconds = 4.0

    @Option(help: "Rounds.")
    var rounds = 3

    @Option(help: "Bytes of payload in each message.")
    var payload = 256

    @Option(help: "How many of a hundred calls the server delays.")
    var slowPercent = 1.0

    @Option(help: "How long it delays them, in milliseconds.")
    var slowMs = 50

    func validate() throws {
        guard (1...1_000_000).contains(rate ?? 1) else { throw ValidationError("--rate is from 1 to 1000000") }
        guard seconds > 0, seconds <= 3_600 else { throw ValidationError("--seconds is above 0, at most 3600") }
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is from 1 to 1000") }
        guard (0...1 << 20).contains(payload) else { throw ValidationError("--payload is from 0 to 1048576") }
        guard slowPercent > 0, slowPercent <= 100 else { throw ValidationError("--slow-percent is above 0 to 100") }
        guard (1...9_000).contains(slowMs) else { throw ValidationError("--slow-ms is from 1 to 9000") }
    }

    func run() async throws {
        let server = try await EchoServer.start()
        let rate: Double
        if let wanted = self.rate { rate = wanted } else { rate = try await maximum(of: server) / 2 }
        var runs: [(quiet: Latencies, disturbed: Latencies)] = []
        for round in 0..<rounds {
            // Every second round the other way about, so that neither always runs on the warmer machine.
            var quiet: Latencies?
            var disturbed: Latencies?
            for isDisturbed in round.isMultiple(of: 2) ? [false, true] : [true, false] {
                let client = try server.client()
                let run = OpenLoopRun(
                    rate: rate, seconds: seconds, payload: payload, slowPercent: isDisturbed ? slowPercent : 0,
                    slowMilliseconds: slowMs)
                let result = try await run.run(on: client)
                await client.close()
                print(run.line(result))
                if isDisturbed { disturbed = result.others } else { quiet = result.others }
            }
            if let quiet, let disturbed { runs.append((quiet, disturbed)) }
        }
        await server.stop()
        print(summary(runs, rate: rate))
    }

    private func maximum(of server: EchoServer) async throws -> Double {
        let client = try server.client()
        let echo = BenchV1.EchoClient(client)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: payload)
        let latencies = try await ClosedLoop(callers: 128, seconds: seconds).run(on: client.loop) { _, sequence in
            _ = try await echo.get(
                BenchV1.EchoRequest(id: SlowMark.none, seq: sequence, payload: bytes),
                options: CallOptions(timeout: .seconds(10)))
        }
        await client.close()
        return latencies.perSecond
    }

    private func summary(_ runs: [(quiet: Latencies, disturbed: Latencies)], rate: Double) -> JSONLine {
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rate", Int(rate))
        line.add("slow_percent", slowPercent)
        line.add("slow_ms", slowMs)
        for (name, fraction) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
            let quiet = Self.median(runs.map { $0.quiet.microseconds(fraction) })
            let disturbed = Self.median(runs.map { $0.disturbed.microseconds(fraction) })
            line.add("\(name)_us_without", quiet)
            line.add("\(name)_us_with", disturbed)
            line.add("\(name)_ratio", hundredths: quiet > 0 ? disturbed / quiet : 0)
        }
        return line
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

extension OpenLoopRun {
    /// One run as one line; the percentiles are those of calls that nobody delayed.
    func line(_ result: Result) -> JSONLine {
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rate", Int(rate))
        line.add("payload", payload)
        line.add("slow_percent", slowPercent)
        line.add("slow_ms", slowPercent > 0 ? slowMilliseconds : 0)
        line.add("calls", result.others.count)
        line.add("p50_us", result.others.microseconds(0.5))
        line.add("p99_us", result.others.microseconds(0.99))
        line.add("p999_us", result.others.microseconds(0.999))
        line.add("slow_calls", result.slow.count)
        line.add("slow_p50_us", result.slow.microseconds(0.5))
        return line
    }
}
