import Foundation
import MeshKernel
import Testing

@testable import colophon

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite("What is read of a running service")
struct LookTests {
    private typealias Counts = [(nanoseconds: UInt64, count: UInt64)]

    private func method(
        _ name: String, calls: UInt64, errors: UInt64 = 0, inFlight: UInt64 = 0, _ latency: Counts
    ) -> String {
        let pairs = latency.map { "[\($0.nanoseconds),\($0.count)]" }.joined(separator: ",")
        return """
            {"service":"a.v1.A","method":"\(name)","calls":\(calls),"errors":\(errors),"in_flight":\(inFlight),\
            "latency":[\(pairs)]}
            """
    }

    private func load(
        at seconds: Int64, process: Int = 7, _ methods: [String], lag: [UInt64] = []
    ) throws -> ServiceLoad {
        let lags = lag.map { "[\($0),1]" }.joined(separator: ",")
        let text = """
            {"service":"a","replica":"1","process":\(process),"state":"ready","monotonic_ns":\(seconds)000000000,\
            "resident_bytes":12000000,"methods":[\(methods.joined(separator: ","))],"loops":[{"lag":[\(lags)]}]}
            """
        return try JSONDecoder().decode(ServiceLoad.self, from: Data(text.utf8))
    }

    @Test("a line is what happened between two looks, not since the start")
    func change() throws {
        let old = try load(
            at: 10, [method("X", calls: 1_000_000, errors: 500, [(9_000_000, 1_000_000)])], lag: [80_000_000])
        let new = try load(
            at: 12,
            [
                method(
                    "X", calls: 1_000_200, errors: 503, inFlight: 4,
                    [(20_000, 198), (700_000, 2), (9_000_000, 1_000_000)]),
                method("Y", calls: 0, inFlight: 1, []), method("Z", calls: 0, []),
            ], lag: [80_000_000, 30_000, 500_000])
        let change = try #require(LoadChange(from: old, to: new))
        #expect(change.total.callsPerSecond == 100 && change.total.errorsPerSecond == 1.5)
        #expect(change.total.inFlight == 5)
        #expect(change.total.median == 20_000 && change.total.p99 == 20_000)
        #expect(change.loopLag == 500_000)
        #expect(change.methods.map(\.method) == ["A/X", "A/Y"])
        #expect(change.methods.last?.median == nil)
    }

    @Test("a percentile is the value that so many of a hundred do not exceed")
    func percentiles() {
        let counts: [UInt64: UInt64] = [1: 50, 2: 49, 3: 1]
        #expect(LoadChange.percentile(50, of: counts) == 1)
        #expect(LoadChange.percentile(51, of: counts) == 2)
        #expect(LoadChange.percentile(99, of: counts) == 2)
        #expect(LoadChange.percentile(99.1, of: counts) == 3)
        #expect(LoadChange.percentile(50, of: [:]) == nil)
    }

    @Test("a service that was started again, or is gone, has no rate that could be believed")
    func restarted() throws {
        let old = try load(at: 10, process: 7, [method("X", calls: 100, [])])
        let new = try load(at: 3, process: 8, [method("X", calls: 5, [])])
        #expect(LoadChange(from: old, to: new) == nil)
        let lines = TopLine.lines(["a", "b"], from: ["a": old, "b": old], to: ["a": new], methods: true)
        #expect(
            TopLine.table(lines) == [
                "service  state  calls/s  errors/s  p50  p99  in flight  loop lag  memory",
                "a        ready        -         -    -    -          -         -   12 MB",
                "b        down         -         -    -    -          -         -       -",
            ])
    }

    @Test("a table has a line a service, and one a method when asked")
    func table() throws {
        let old = try load(at: 10, [method("X", calls: 0, [])], lag: [])
        let new = try load(at: 11, [method("X", calls: 12_345, errors: 7, [(250_000, 12_345)])], lag: [1_234_000])
        let lines = TopLine.lines(["a"], from: ["a": old], to: ["a": new], methods: true)
        #expect(
            TopLine.table(lines) == [
                "service  state  calls/s  errors/s     p50     p99  in flight  loop lag  memory",
                "a        ready   12 345       7.0  250 µs  250 µs          0    1.2 ms   12 MB",
                "  A/X            12 345       7.0  250 µs  250 µs          0",
            ])
    }

    @Test(
        "times of calls have the unit that fits, and rates their thousands apart",
        arguments: [
            (0, "0 µs"), (999_499, "999 µs"), (999_500, "1.0 ms"), (9_949_999, "9.9 ms"), (9_950_000, "10 ms"),
            (48_300_000, "48 ms"), (999_499_999, "999 ms"), (999_500_000, "1.0 s"), (75_000_000_000, "1 min 15 s"),
        ] as [(Int64, String)])
    func latencies(_ nanoseconds: Int64, _ text: String) {
        #expect(Quantity.latency(.nanoseconds(nanoseconds)) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (0.04, "0"), (0.06, "0.1"), (99.94, "99.9"), (99.96, "100"), (1_234, "1234"),
            (1_234_567, "1 234 567"),
        ] as [(Double, String)])
    func rates(_ perSecond: Double, _ text: String) { #expect(Quantity.rate(perSecond) == text) }

    @Test("a service answers however deep its state folder lies, and another user's socket is spoken of")
    func deepFolder() async throws {
        let scratch = try Scratch()
        let path = scratch.file(String(repeating: "deeper/", count: 20) + "state")
        let folder = StateFolder(path)
        try folder.create()
        try #require(folder.run.utf8.count > 107)
        let inspection = Inspection(service: "evidence", folder: folder)
        #expect(try await inspection.page("/load", as: ServiceLoad.self) == nil)
        let body = #"{"process":1,"state":"ready","monotonic_ns":5,"resident_bytes":6,"methods":[],"loops":[]}"#
        try answerOnce(in: folder.run, "evidence.sock", "HTTP/1.1 200 OK\r\n\r\n" + body)
        #expect(try await inspection.page("/load", as: ServiceLoad.self)?.monotonic == 5)
    }

    /// Listens on a socket in `folder`, and gives the first who connects `answer`.
    private func answerOnce(in folder: String, _ name: String, _ answer: String) throws {
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "/proc/self/fd/\(directory)/\(name)".utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(directory)
        try #require(bound == 0 && listen(listener, 1) == 0)
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            var question = [UInt8](repeating: 0, count: 4_096)
            _ = read(connection, &question, question.count)
            _ = Descriptor.writeAll(Array(answer.utf8), to: connection)
            close(connection)
            close(listener)
        }
    }
}
