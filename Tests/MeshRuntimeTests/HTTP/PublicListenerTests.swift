import Logging
import MeshTestKit
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import MeshRuntime

@Suite("The listener for the outside world", .timeLimit(.minutes(2)))
struct PublicListenerTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private let routes: [PublicRoute] = [
        .get(.exactly("/page")) { request in
            PublicAnswer(contentType: "text/plain", body: Array("hello".utf8), cache: .revalidated)
        },
        .get(.exactly("/fixed")) { _ in
            PublicAnswer(contentType: "text/plain", body: Array("for ever".utf8), cache: .immutable)
        },
        .get(.below("/echo/")) { request in
            PublicAnswer(
                contentType: "text/plain", body: Array("\(request.rest)|\(request.query ?? "-")|\(request.source)".utf8)
            )
        },
        .post("/echo", mediaType: "text/plain", bodyBytesMax: 1_000) { request in
            PublicAnswer(contentType: "text/plain", body: request.body)
        },
        .upload("/count", bodyBytesMax: 1_000_000) { request, upload in
            var bytes = 0
            var pieces = 0
            do {
                try await upload.read {
                    bytes += $0.count
                    pieces += 1
                }
            } catch is PublicUpload.Failure {
                return .refusal(413, "too much")
            } catch {
                return .refusal(400, "broken")
            }
            return PublicAnswer(contentType: "text/plain", body: Array("\(bytes) \(pieces > 1)".utf8))
        },
        .upload("/unwanted", bodyBytesMax: 1_000_000) { _, _ in .refusal(429, "no", retryAfterSeconds: 3) },
        .get(.exactly("/busy")) { _ in .refusal(503, "busy", retryAfterSeconds: 7) },
    ]

    private func listening<T>(
        proxies: PublicProxies = .none, _ body: (String, Int, MetricRegistry) async throws -> T
    ) async throws -> T {
        let metrics = MetricRegistry()
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), routes: routes, proxies: proxies, metrics: metrics,
            loops: MultiThreadedEventLoopGroup.singleton, logger: logger)
        guard case .tcp(_, let port) = listener.address else { throw SystemFailure("listen") }
        let result: Result<T, any Error>
        do {
            result = .success(try await body("http://\(listener.address)", port, metrics))
        } catch {
            result = .failure(error)
        }
        await listener.stop(grace: .milliseconds(100))
        return try result.get()
    }

    @Test("a proxy of ours says for whom it asks; anybody else who says so is not believed")
    func forwarded() async throws {
        func source(_ proxies: [String], _ headers: String...) async throws -> String {
            try await listening(proxies: try #require(PublicProxies(proxies))) { base, _, _ in
                let options = headers.flatMap { ["--header", $0] }
                return try await Curl.exchange(arguments: options + ["\(base)/echo/x"]).body
            }
        }
        let claim = "X-Forwarded-For: 198.51.100.7, 203.0.113.9"
        #expect(try await source([], claim) == "x|-|127.0.0.1")
        #expect(try await source(["192.0.2.1"], claim) == "x|-|127.0.0.1")
        #expect(try await source(["127.0.0.1"], claim) == "x|-|203.0.113.9")
        #expect(try await source(["127.0.0.1"]) == "x|-|127.0.0.1")
        // The nearer proxy is ours too; the first field was a stranger's own.
        #expect(
            try await source(["127.0.0.1", "192.0.2.8"], "X-Forwarded-For: 10.0.0.1", claim + ",192.0.2.8")
                == "x|-|203.0.113.9")
    }

    @Test(
        "what a proxy writes that is no address is not believed",
        arguments: ["unknown", "", "203.0.113.9:80", "203.0.113.9, ", "<script>", "1.2.3", "[2001:db8::1]:80"])
    func garbled(claim: String) throws {
        let proxies = try #require(PublicProxies(["192.0.2.1"]))
        #expect(proxies.source(peer: "192.0.2.1", forwarded: [claim]) == "192.0.2.1")
    }

    @Test("addresses are compared, not their spellings; what is no address configures nothing")
    func spellings() throws {
        let proxies = try #require(PublicProxies(["2001:DB8:0::1", "192.0.2.1"]))
        #expect(proxies.source(peer: "2001:db8::1", forwarded: ["2001:db8:0:0::2"]) == "2001:db8::2")
        #expect(proxies.source(peer: "::ffff:192.0.2.1", forwarded: ["198.51.100.7"]) == "198.51.100.7")
        for text in ["proxy.example", "10.0.0.0/8", "192.0.2.1:80", ""] { #expect(PublicProxies([text]) == nil) }
    }

    @Test("reading: a page, its head, and nothing when the reader has it already")
    func reading() async throws {
        try await listening { base, _, metrics in
            let whole = try await Curl.exchange("\(base)/page")
            #expect(whole.status == 200 && whole.body == "hello")
            #expect(whole.headers["cache-control"] == "no-cache")
            #expect(whole.headers["x-content-type-options"] == "nosniff")
            #expect(whole.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
            #expect(whole.headers["referrer-policy"] == "no-referrer")
            #expect(whole.headers["access-control-allow-origin"] == "*")
            let tag = try #require(whole.headers["etag"])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count == 34)

            let head = try await Curl.exchange("--head", "\(base)/page")
            #expect(head.status == 200 && head.body.isEmpty && head.headers["content-length"] == "5")
            #expect(head.headers["etag"] == tag)

            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = try await Curl.exchange("-H", "If-None-Match: \(known)", "\(base)/page")
                #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag, "\(known)")
            }
            #expect(try await Curl.exchange("-H", "If-None-Match: \"other\"", "\(base)/page").status == 200)
            let fixed = try await Curl.exchange("\(base)/fixed")
            #expect(fixed.headers["cache-control"] == "public, max-age=31536000, immutable")
            let below = try await Curl.exchange("\(base)/echo/a/b?c=d%20e")
            #expect(below.body == "a/b|c=d%20e|127.0.0.1" && below.headers["cache-control"] == "no-store")
            #expect(below.headers["etag"] == nil)
            let text = String(decoding: metrics.exposition(), as: UTF8.self)
            #expect(text.contains(#"colophon_public_answers_total{status="304"} 4"#))
        }
    }

    @Test("an upload is taken piece by piece to its bound, and one that is not taken whole ends the connection")
    func uploads() async throws {
        let folder = try TemporaryFolder("uploads")
        let file = folder.file("body")
        try await listening { base, _, _ in
            for (count, chunked, status) in [
                (0, false, 200), (1, false, 200), (1_000_000, false, 200), (1_000_000, true, 200),
                (1_000_001, false, 413), (1_000_001, true, 413),
            ] {
                try WholeFile.replace(file, with: [UInt8](repeating: 7, count: count))
                let coding = chunked ? ["-H", "Transfer-Encoding: chunked"] : []
                let answer = try await Curl.exchange(
                    arguments: ["-H", "Expect:", "--data-binary", "@\(file)"] + coding + ["\(base)/count"])
                #expect(answer.status == status, "\(count) \(chunked)")
                if status == 200 { #expect(answer.body == "\(count) \(count > 1)") }
                #expect((answer.headers["connection"] == "close") == (status == 413))
            }
            try WholeFile.replace(file, with: [UInt8](repeating: 7, count: 900_000))
            let unwanted = try await Curl.exchange("-H", "Expect:", "--data-binary", "@\(file)", "\(base)/unwanted")
            #expect(unwanted.status == 429 && unwanted.headers["retry-after"] == "3")
            #expect(unwanted.headers["connection"] == "close")
            let get = try await Curl.exchange("\(base)/count")
            #expect(get.status == 405 && get.headers["allow"] == "POST")
        }
    }

    @Test("what is not there, not taken, too long or too large is refused by its own status")
    func refusals() async throws {
        try await listening { base, _, _ in
            for path in ["/", "/none", "/page/", "/page/x", "/echo2", "/%70age"] {
                let missing = try await Curl.exchange("\(base)\(path)")
                #expect(missing.status == 404 && missing.headers["cache-control"] == "no-store", "\(path)")
                #expect(missing.body.hasSuffix("\n"))
            }
            for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let refused = try await Curl.exchange("-X", method, "\(base)/page")
                #expect(refused.status == 405 && refused.headers["allow"] == "GET, HEAD", "\(method)")
            }
            let get = try await Curl.exchange("\(base)/echo")
            #expect(get.status == 405 && get.headers["allow"] == "POST")

            let type = ["-H", "Content-Type: text/plain"]
            let good = try await Curl.exchange(type[0], type[1], "--data-binary", "abc", "\(base)/echo")
            #expect(good.status == 200 && good.body == "abc")
            let charset = try await Curl.exchange(
                "-H", "Content-Type: TEXT/plain; charset=utf-8", "-d", "x", "\(base)/echo")
            #expect(charset.status == 200)
            #expect(try await Curl.exchange("-d", "abc", "\(base)/echo").status == 415)
            #expect(try await Curl.exchange("-H", "Content-Type:", "-d", "abc", "\(base)/echo").status == 415)

            let most = String(repeating: "x", count: 1_000)
            #expect(try await Curl.exchange(type[0], type[1], "-d", most, "\(base)/echo").body == most)
            let more = try await Curl.exchange(type[0], type[1], "-d", most + "x", "\(base)/echo")
            #expect(more.status == 413 && more.body.contains("1000 bytes") && more.headers["connection"] == "close")
            let chunked = try await Curl.exchange(
                type[0], type[1], "-H", "Transfer-Encoding: chunked", "-d", most + "x", "\(base)/echo")
            #expect(chunked.status == 413)

            let long = String(repeating: "a", count: 3_000)
            #expect(try await Curl.exchange("\(base)/echo/\(long)").status == 414)
            let heavy = try await Curl.exchange("-H", "X-Heavy: " + String(repeating: long, count: 6), "\(base)/page")
            #expect(heavy.status == 400)
            let busy = try await Curl.exchange("\(base)/busy")
            #expect(busy.status == 503 && busy.headers["retry-after"] == "7" && busy.headers["etag"] == nil)
        }
    }

    @Test("what is not HTTP gets 400 or nothing, and the listener lives")
    func noise() async throws {
        try await listening { base, port, _ in
            for noise in ["\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET /page HTTP/9.9\r\n\r\n", "\r\n\r\n"] {
                let answer = try await NIOThreadPool.singleton.runIfActive {
                    let socket = try Loopback.dial(port: port)
                    defer { Loopback.hangUp(socket) }
                    try Loopback.deliver(Array(noise.utf8), on: socket)
                    Loopback.endSending(socket)
                    return String(decoding: Loopback.receive(on: socket), as: UTF8.self)
                }
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"), "\(noise.debugDescription)")
            }
            #expect(try await Curl.exchange("\(base)/page").status == 200)
        }
    }

    @Test("a request that trickles is cut off when its time is over, however often it moves")
    func trickle() throws {
        let channel = EmbeddedChannel(handler: ExchangeClock(limit: .seconds(30)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for _ in 0..<29 {
            try channel.writeInbound(ByteBuffer(string: "x"))
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("a connection that rests between answers is not the clock's business, and each answer starts it anew")
    func resting() throws {
        let channel = EmbeddedChannel(handler: ExchangeClock(limit: .seconds(30)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for _ in 0..<4 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(100))
            try channel.writeInbound(ByteBuffer(string: "ask"))
            channel.embeddedEventLoop.advanceTime(by: .seconds(20))
            try channel.writeOutbound(IOData.byteBuffer(ByteBuffer(string: "answer")))
        }
        #expect(channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test("an answer that nobody takes is cut off as well")
    func untaken() throws {
        let channel = EmbeddedChannel(handlers: [HeldBack(), ExchangeClock(limit: .seconds(30))])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: "ask"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        channel.writeAndFlush(IOData.byteBuffer(ByteBuffer(string: "answer")), promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(24))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    /// A peer whose window is full: nothing that is written gets through, until the end.
    private final class HeldBack: ChannelOutboundHandler {
        typealias OutboundIn = IOData

        private var held: [EventLoopPromise<Void>] = []

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if let promise { held.append(promise) }
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            for promise in held { promise.fail(ChannelError.ioOnClosedChannel) }
            held = []
            context.close(mode: mode, promise: promise)
        }
    }
}
