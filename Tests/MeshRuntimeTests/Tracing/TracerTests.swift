import FoundationEssentials
import Hummingbird
import Logging
import MeshKernel
import MeshRPC
import MeshTestKit
import NIOPosix
import Synchronization
import Testing

@testable import MeshRuntime
@testable import runtimeprobe

@Suite("Spans", .timeLimit(.minutes(2)))
struct TracerTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func tracer(
        _ export: TraceExport, offload: OffloadPool, time: any TimeSource = SystemTime()
    ) throws -> Tracer {
        try Tracer(
            export, resource: [("service.name", "evidence")], time: time, random: SeededRandom(seed: 7),
            loop: MultiThreadedEventLoopGroup.singleton.next(), offload: offload, logger: logger)
    }

    private func span(_ context: TraceContext, parent: UInt64? = nil, name: String = "s") -> Span {
        Span(
            context: context, parent: parent, name: name, kind: .server, began: 1_000_000_000, ended: 1_000_000_500,
            attributes: [("rpc.system", .text("ttrpc")), ("n", .integer(.max))], status: .error("bad \"news\"\n"))
    }

    @Test("a document has OTLP's JSON shape: hexadecimal ids, times and long numbers as strings, kinds as numbers")
    func document() async throws {
        let folder = try TemporaryFolder()
        let offload = OffloadPool(threadCount: 1)
        let time = SeededTime(start: WallTime(milliseconds: 1_767_225_600_000))
        let tracer = try self.tracer(.init(exporter: .file(folder.file("spans"))), offload: offload, time: time)
        let root = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        let child = tracer.child(of: root)
        tracer.record(span(root))
        tracer.record(span(child, parent: root.span))
        await tracer.flush()
        let lines = try folder.lines("spans")
        #expect(lines.count == 1)
        let document = try JSONDecoder().decode(OTLP.self, from: Data(lines[0].utf8))
        let resource = try #require(document.resourceSpans.first)
        #expect(resource.resource.attributes.first?.value.stringValue == "evidence")
        let spans = resource.scopeSpans[0].spans
        #expect(spans[0].traceId == "0af7651916cd43dd8448eb211c80319c" && spans[0].spanId == "b7ad6b7169203331")
        #expect(spans[0].parentSpanId == nil && spans[1].parentSpanId == "b7ad6b7169203331")
        #expect(spans[1].traceId == spans[0].traceId && spans[1].spanId.count == 16)
        #expect(spans[0].startTimeUnixNano == "1767225600000000000")
        #expect(spans[0].endTimeUnixNano == "1767225600000000500")
        #expect(spans[0].kind == 2 && spans[0].status.code == 2 && spans[0].status.message == "bad \"news\"\n")
        #expect(spans[0].attributes[1].value.intValue == "9223372036854775807")
        #expect(tracer.exportedCount == 2 && tracer.droppedCount == 0)
    }

    @Test("the span of a call has OpenTelemetry's names for it, and of an error only the status's own")
    func call() throws {
        let root = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        func span(_ status: Int32, peer: String?) -> Span {
            Span(
                call: ProbeEndpoint.say.descriptor, context: root, parent: nil, kind: .client, began: 1, ended: 2,
                status: status, peer: peer)
        }
        let good = span(0, peer: "evidence")
        #expect(good.name == "probe.v1.Probe/Say" && good.status == .ok)
        #expect(
            good.attributes.map(\.0) == [
                "rpc.system", "rpc.service", "rpc.method", "rpc.grpc.status_code", "peer.service",
            ])
        #expect(
            good.attributes.map(\.1) == [
                .text("ttrpc"), .text("probe.v1.Probe"), .text("Say"), .integer(0), .text("evidence"),
            ])
        let bad = span(5, peer: nil)
        #expect(bad.status == .error("NOT_FOUND") && bad.attributes.last?.1 == .integer(5))
        #expect(span(99, peer: nil).status == .error("UNKNOWN"))
    }

    @Test("spans reach a collector over HTTP, by themselves after a moment")
    func collector() async throws {
        let (bodies, continuation) = AsyncStream.makeStream(of: (String, Data).self)
        let router = Router()
        router.post("/v1/traces") { request, _ -> HTTPResponse.Status in
            let body = try await request.body.collect(upTo: 1 << 20)
            continuation.yield((request.headers[.contentType] ?? "", Data(body.readableBytesView)))
            return .ok
        }
        try await withServer(router) { port in
            let offload = OffloadPool(threadCount: 1)
            let tracer = try self.tracer(.init(exporter: .url("http://127.0.0.1:\(port)/v1/traces")), offload: offload)
            tracer.record(span(tracer.root()))
            for await (type, body) in bodies {
                #expect(type == "application/json")
                #expect(try JSONDecoder().decode(OTLP.self, from: body).resourceSpans[0].scopeSpans[0].spans.count == 1)
                break
            }
            await tracer.flush()
            #expect(tracer.exportedCount == 1)
        }
    }

    @Test("a collector that refuses or is not there costs the spans, which are counted")
    func lost() async throws {
        let offload = OffloadPool(threadCount: 1)
        let gone = try tracer(.init(exporter: .url("http://127.0.0.1:1/v1/traces")), offload: offload)
        gone.record(span(gone.root()))
        await gone.flush()
        #expect(gone.droppedCount == 1 && gone.exportedCount == 0)
        try await withServer(Router()) { port in
            let refused = try tracer(.init(exporter: .url("http://127.0.0.1:\(port)/nowhere")), offload: offload)
            refused.record(span(refused.root()))
            await refused.flush()
            #expect(refused.droppedCount == 1)
        }
    }

    @Test("the queue is bounded: what it cannot hold is counted and dropped")
    func bounded() async throws {
        let folder = try TemporaryFolder()
        let offload = OffloadPool(threadCount: 1)
        let tracer = try self.tracer(.init(exporter: .file(folder.file("spans"))), offload: offload)
        let gate = Gate()
        let held = Task { try await offload.run { gate.wait() } }
        try await until { offload.runningCount == 1 }
        for _ in 0..<(Limits.spanQueueMax * 2) { tracer.record(span(tracer.root())) }
        #expect(tracer.droppedCount >= UInt64(Limits.spanQueueMax - Limits.spanBatchMax))
        gate.open()
        try await held.value
        await tracer.flush()
        #expect(tracer.exportedCount + tracer.droppedCount == UInt64(Limits.spanQueueMax * 2))
        for line in try folder.lines("spans") {
            let spans = try JSONDecoder().decode(OTLP.self, from: Data(line.utf8)).resourceSpans[0].scopeSpans[0].spans
            #expect(spans.count <= Limits.spanBatchMax)
        }
    }

    @Test("the share of traces begun here follows the ratio, a caller's decision stands, and off is off")
    func sampling() async throws {
        let folder = try TemporaryFolder()
        let offload = OffloadPool(threadCount: 1)
        func share(_ ratio: Double) throws -> Double {
            let tracer = try self.tracer(.init(exporter: .file(folder.file("spans")), ratio: ratio), offload: offload)
            return Double((0..<20_000).filter { _ in tracer.root().isSampled }.count) / 20_000
        }
        #expect(try share(0) == 0)
        #expect(try share(1) == 1)
        #expect(abs(try share(0.25) - 0.25) < 0.02)
        let unsampled = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"))
        let tracer = try self.tracer(.init(exporter: .file(folder.file("spans"))), offload: offload)
        tracer.record(span(tracer.child(of: unsampled)))
        await tracer.flush()
        #expect(try folder.lines("spans").isEmpty)
        let off = try self.tracer(TraceExport(), offload: offload)
        #expect(!off.isOn && !off.root().isSampled)
        off.record(span(off.root()))
        await off.flush()
    }

    /// The spans of documents, one a line.
    static func spans(_ lines: [String]) throws -> [OTLP.Span] {
        try lines.flatMap { line in
            try JSONDecoder().decode(OTLP.self, from: Data(line.utf8)).resourceSpans
                .flatMap { $0.scopeSpans.flatMap(\.spans) }
        }
    }

    private func withServer(
        _ router: Router<BasicRequestContext>, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { continuation.yield($0.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
        }
    }

    struct OTLP: Decodable {
        struct Resource: Decodable {
            var resource: Attributes
            var scopeSpans: [Scope]
        }
        struct Attributes: Decodable { var attributes: [Pair] }
        struct Pair: Decodable {
            var key: String
            var value: Value
        }
        struct Value: Decodable {
            var stringValue: String?
            var intValue: String?
        }
        struct Scope: Decodable {
            var scope: [String: String]
            var spans: [Span]
        }
        struct Status: Decodable {
            var code: Int
            var message: String?
        }
        struct Span: Decodable {
            var traceId, spanId, name, startTimeUnixNano, endTimeUnixNano: String
            var parentSpanId: String?
            var kind: Int
            var attributes: [Pair]
            var status: Status
        }
        var resourceSpans: [Resource]
    }
}
