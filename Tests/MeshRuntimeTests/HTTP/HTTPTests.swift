import FoundationEssentials
import Logging
import MeshKernel
import MeshTestKit
import NIOPosix
import Testing

@testable import MeshRuntime

@Suite("HTTP listeners", .timeLimit(.minutes(2)))
struct HTTPTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test("probes follow readiness, and metrics come in Prometheus's format")
    func probes() async throws {
        let readiness = Readiness()
        let metrics = MetricRegistry()
        metrics.counter("colophon_c_total", help: "C.").increment()
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), pages: ProbePages.pages(readiness: readiness, metrics: metrics),
            loops: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let base = "http://\(listener.address)"
        #expect(try await Curl.get("\(base)/healthz").status == 200)
        #expect(try await Curl.get("\(base)/readyz").status == 503)
        readiness.move(to: .ready)
        #expect(try await Curl.get("\(base)/readyz").body == "ready\n")
        readiness.limit(to: "writes nothing")
        readiness.limit(to: "something later")
        let limited = try await Curl.get("\(base)/readyz")
        #expect(limited.status == 200 && limited.body == "ready, but writes nothing\n")
        let text = try await Curl.get("\(base)/metrics")
        #expect(text.contentType == Exposition.contentType)
        #expect(try ExpositionReader(Array((text.body).utf8)).value("colophon_c_total") == 1)
        readiness.move(to: .draining)
        readiness.move(to: .ready)
        #expect(try await Curl.get("\(base)/readyz").body == "draining\n")
        #expect(try await Curl.get("\(base)/healthz").status == 200)
        #expect(try await Curl.get("\(base)/nothing").status == 404)
        #expect(try await Curl.get("-X", "POST", "-d", "x", "\(base)/healthz").status != 200)
        await listener.stop()
        await #expect(throws: Curl.Failure.self) { _ = try await Curl.get("\(base)/healthz") }
    }

    @Test("inspection pages on a Unix socket of mode 0600 are HTML for people and JSON for programs")
    func inspection() async throws {
        let folder = try TemporaryFolder()
        let hostile = "<script>alert(\"1\")</script> & '\u{1B}'"
        let listener = try await HTTPListener.start(
            at: .unix(path: folder.file("s")),
            pages: [
                "/status": ProbePages.page {
                    InspectionPage(
                        path: "/status", subject: "evidence/1",
                        facts: [
                            .init("name", .text(hostile)), .init("uptime", .seconds(3_725)),
                            .init("resident", .bytes(20 << 20)), .init("missing", .unknown),
                        ],
                        tables: [
                            .init("methods", columns: ["method", "p50"], rows: [[.text(hostile), .seconds(0.0015)]]),
                            .init("none", columns: ["a"], rows: []),
                        ])
                }
            ], loops: MultiThreadedEventLoopGroup.singleton, logger: logger)
        #expect(try folder.mode("s") == 0o600)
        let socket = ["--unix-socket", folder.file("s")]
        let html = try await Curl.get(socket[0], socket[1], "-H", "Accept: text/html,*/*", "http://x/status")
        #expect(html.contentType.hasPrefix("text/html"))
        #expect(!html.body.contains("<script") && html.body.contains("&lt;script&gt;"))
        #expect(html.body.contains("1 h 2 min") && html.body.contains("20 MiB") && html.body.contains("1.5 ms"))
        for arguments in [
            ["http://x/status?format=json"], ["-H", "Accept: application/json", "http://x/status"],
            ["-H", "Accept:", "http://x/status"],
        ] {
            let json = try await Curl.get(
                socket[0], socket[1], arguments[0], arguments.count > 1 ? arguments[1] : "-q",
                arguments.count > 2 ? arguments[2] : "-q")
            #expect(json.contentType == "application/json")
            struct Page: Decodable {
                struct Row: Decodable {
                    var method: String
                    var p50: Double
                }
                var name: String
                var uptime: Double
                var resident: Int
                var missing: Int?
                var methods: [Row]
                var none: [Row]
            }
            let page = try JSONDecoder().decode(Page.self, from: Data(json.body.utf8))
            #expect(page.name == hostile && page.resident == 20 << 20 && page.methods.first?.p50 == 0.0015)
            #expect(page.missing == nil && page.none.isEmpty)
        }
        await listener.stop()
        #expect(!folder.exists("s"))
    }

    @Test("an address that is taken is refused by its start, not later")
    func taken() async throws {
        let first = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), pages: [:], loops: MultiThreadedEventLoopGroup.singleton,
            logger: logger)
        await #expect(throws: (any Error).self) {
            _ = try await HTTPListener.start(
                at: first.address, pages: [:], loops: MultiThreadedEventLoopGroup.singleton, logger: logger)
        }
        await first.stop()
    }
}
