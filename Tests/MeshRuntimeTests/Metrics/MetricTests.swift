import CoreMetrics
import MeshKernel
import Testing

@testable import MeshRuntime

@Suite("Metrics", .timeLimit(.minutes(2)))
struct MetricTests {
    @Test("everything that is written can be read by the format's own rules, labels with any text included")
    func exposition() throws {
        let registry = MetricRegistry()
        let hostile = "a\"b\\c\nd}e,f=\"g\" 文"
        registry.counter("colophon_x_total", help: "Lines\nand \\ slashes.", labels: [("name", hostile)])
            .increment(by: 3)
        registry.counter("colophon_x_total", help: "", labels: [("name", "b")]).increment()
        registry.gauge("colophon_g", help: "G.").set(-1.5)
        registry.gauge("colophon_nan", help: "G.").set(.nan)
        registry.gauge("colophon_read", help: "G.") { 7 }
        let latency = registry.latency("colophon_l_seconds", help: "L.", labels: [("method", "m")])
        for nanoseconds in [0, 50_000, 50_001, 3_000_000, 99_000_000_000] as [Int64] {
            latency.record(nanoseconds: nanoseconds)
        }
        registry.add(ProcessMetrics(startedAt: WallTime(milliseconds: 1_500)))
        let text = try ExpositionReader(registry.exposition())
        #expect(text.value("colophon_x_total", ["name": hostile]) == 3)
        #expect(text.value("colophon_x_total", ["name": "b"]) == 1)
        #expect(text.families["colophon_x_total"]?.help == #"Lines\nand \\ slashes."#)
        #expect(text.value("colophon_g") == -1.5)
        #expect(text.value("colophon_nan")?.isNaN == true)
        #expect(text.value("colophon_read") == 7)
        #expect(text.value("colophon_l_seconds_bucket", ["method": "m", "le": "5e-05"]) == 2)
        #expect(text.value("colophon_l_seconds_bucket", ["method": "m", "le": "0.0001"]) == 3)
        #expect(text.value("colophon_l_seconds_bucket", ["method": "m", "le": "0.005"]) == 4)
        #expect(text.value("colophon_l_seconds_bucket", ["method": "m", "le": "+Inf"]) == 5)
        #expect(abs((text.value("colophon_l_seconds_sum", ["method": "m"]) ?? 0) - 99.003100001) < 1e-9)
        #expect(text.value("colophon_process_start_time_seconds") == 1.5)
        #expect((text.value("colophon_process_resident_memory_bytes") ?? 0) > 1e6)
        #expect((text.value("colophon_process_open_fds") ?? 0) >= 3)
        #expect((text.value("colophon_process_threads") ?? 0) >= 1)
        #expect((text.value("colophon_process_cpu_seconds_total") ?? 0) > 0)
    }

    @Test("a size counts under the smallest power of two that holds it")
    func sizes() throws {
        let registry = MetricRegistry()
        let sizes = registry.counts("colophon_sizes", help: "S.")
        for size in [-1, 0, 1, 2, 3, 4, 5, 1_024, 1_025] { sizes.record(size) }
        let text = try ExpositionReader(registry.exposition())
        for (bound, count) in [("1", 3), ("2", 4), ("4", 6), ("8", 7), ("1024", 8), ("+Inf", 9)] {
            #expect(text.value("colophon_sizes_bucket", ["le": bound]) == Double(count), "up to \(bound)")
        }
        #expect(text.value("colophon_sizes_sum") == 2_064)
    }

    @Test("a series is made once and found again, and there are never more than the bound")
    func bounded() throws {
        let registry = MetricRegistry()
        let first = registry.counter("colophon_c_total", help: "C.", labels: [("a", "1"), ("b", "2")])
        #expect(first === registry.counter("colophon_c_total", help: "C.", labels: [("b", "2"), ("a", "1")]))
        for number in 0..<(Limits.metricSeriesMax + 100) {
            registry.counter("colophon_many_total", help: "C.", labels: [("n", "\(number)")]).increment()
        }
        let family = try #require(ExpositionReader(registry.exposition()).families["colophon_many_total"])
        #expect(family.samples.count == Limits.metricSeriesMax + 1)
        #expect(family.samples.first { $0.labels["n"] == "other" }?.value == 100)
    }

    @Test("percentiles are within seven percent of the truth over seven powers of ten")
    func percentiles() {
        let histogram = LatencyHistogram()
        #expect(histogram.percentiles([50]).isEmpty)
        var truth: [Int64] = []
        var value: Int64 = 900
        while value < 9_000_000_000 {
            truth.append(value)
            histogram.record(nanoseconds: value)
            value += value / 50
        }
        for (percent, found) in zip([50.0, 99.0], histogram.percentiles([50, 99])) {
            let exact = Double(truth[Int((Double(truth.count) * percent / 100).rounded(.up)) - 1]) / 1e9
            #expect(abs(found - exact) / exact < 0.07, "p\(percent): \(found) for \(exact)")
        }
        #expect(histogram.count == UInt64(truth.count))
    }

    @Test("every duration lands in a fine bucket whose middle is near it")
    func fineBuckets() {
        var value: UInt64 = 1
        var last = 0
        while value < 1 << 36 {
            let index = LatencyHistogram.fineIndex(value)
            #expect(index >= last)
            last = index
            let middle = LatencyHistogram.fineMiddle(index)
            #expect(Double(max(middle, value) - min(middle, value)) <= Double(value) * 0.07 + 0.5)
            value += max(1, value / 7)
        }
        #expect(LatencyHistogram.fineIndex(.max) == 271)
    }

    @Test("libraries record through swift-metrics under names of the house")
    func factory() throws {
        let registry = MetricRegistry()
        let factory = RuntimeMetricsFactory(registry: registry)
        factory.makeCounter(label: "http.requests", dimensions: [("path-name", "/x"), ("le", "1")]).increment(by: 2)
        let meter = factory.makeMeter(label: "pool size", dimensions: [])
        meter.set(Int64(4))
        meter.decrement(by: 1)
        factory.makeTimer(label: "wait", dimensions: []).recordNanoseconds(1_000_000)
        factory.makeRecorder(label: "size", dimensions: [], aggregate: true).record(Int64(5))
        factory.makeRecorder(label: "now", dimensions: [], aggregate: false).record(2.5)
        let text = try ExpositionReader(registry.exposition())
        #expect(text.value("colophon_http_requests_total", ["path_name": "/x"]) == 2)
        #expect(text.value("colophon_pool_size") == 3)
        #expect(text.value("colophon_wait_seconds_count") == 1)
        #expect(text.value("colophon_size_sum") == 5 && text.value("colophon_size_total") == 1)
        #expect(text.value("colophon_now") == 2.5)
    }

    @Test("counting from many threads loses nothing")
    func concurrent() async {
        let histogram = LatencyHistogram()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for number in 0..<10_000 { histogram.record(nanoseconds: Int64(number)) } }
            }
        }
        #expect(histogram.count == 80_000)
    }
}
