import ArgumentParser
import Logging
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshTestKit
import NIOPosix

/// Records into the runtime's own metrics and spans on one thread, as every call does.
struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Records counters, durations and spans, and says what one of each costs.",
        discussion: """
            A span is begun, ended as that of a call, and handed to the exporter. Its document is written between the \
            measured groups, for that is another thread's work.
            """)

    @Option(help: "Counter increments and durations to record.")
    var records = 20_000_000

    @Option(help: "Spans to record.")
    var spans = 400_000

    private static let groupSpans = 400

    func validate() throws {
        guard (1...10_000_000_000).contains(records) else { throw ValidationError("--records is above 0") }
        guard (1...1_000_000_000).contains(spans) else { throw ValidationError("--spans is above 0") }
    }

    func run() async throws {
        let registry = MetricRegistry()
        let counter = registry.counter("colophon_bench_total", help: "Counted here.")
        let latency = registry.latency("colophon_bench_seconds", help: "Recorded here.")
        let time = SystemTime()
        let counting = Self.nanoseconds(time, each: records) {
            for _ in 0..<records { counter.increment() }
        }
        let recording = Self.nanoseconds(time, each: records) {
            // From 20 µs to 4 ms, as calls take.
            for number in 0..<records { latency.record(nanoseconds: Int64(20_000 + (number & 0xFFF) * 1_000)) }
        }
        guard counter.value == UInt64(records), latency.count == UInt64(records) else {
            throw BenchmarkFailure("not everything was counted")
        }
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("records", records)
        line.add("counter_ns", counting)
        line.add("histogram_ns", recording)
        line.add("span_ns", try await spanNanoseconds(time))
        line.add("spans", spans)
        print(line)
    }

    private func spanNanoseconds(_ time: SystemTime) async throws -> Double {
        let offload = OffloadPool(threadCount: 1)
        let tracer = try Tracer(
            TraceExport(exporter: .file("/dev/null")), resource: [("service.name", "bench")], time: time,
            random: SystemRandom(), loop: MultiThreadedEventLoopGroup.singleton.next(), offload: offload,
            logger: Logger(label: "record", factory: { _ in SwiftLogNoOpLogHandler() }))
        let root = tracer.root()
        var total = 0.0
        var left = spans
        while left > 0 {
            let count = min(left, Self.groupSpans)
            total += Double(count) * Self.nanoseconds(time, each: count) { Self.record(count, tracer, root) }
            await tracer.flush()
            left -= count
        }
        guard tracer.exportedCount == UInt64(spans) else { throw BenchmarkFailure("spans were lost") }
        return total / Double(spans)
    }

    private static func record(_ count: Int, _ tracer: Tracer, _ root: TraceContext) {
        let method = BenchV1.EchoMethods.get.descriptor
        for _ in 0..<count {
            let context = tracer.child(of: root)
            let began = tracer.now
            tracer.record(
                call: method, context: context, parent: root.span, kind: .server, began: began, ended: tracer.now,
                status: 0, peer: "bench")
        }
    }

    private static func nanoseconds(_ time: SystemTime, each count: Int, _ body: () -> Void) -> Double {
        let began = time.monotonic().nanoseconds
        body()
        return Double(time.monotonic().nanoseconds - began) / Double(count)
    }
}
