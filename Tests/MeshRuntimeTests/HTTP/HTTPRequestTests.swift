import Logging
import MeshTestKit
import NIOPosix
import Testing

@testable import MeshRuntime

@Suite("HTTP requests to elsewhere", .timeLimit(.minutes(2)))
struct HTTPRequestTests {
    private func serving<T>(_ body: (String) async throws -> T) async throws -> T {
        let (silence, end) = AsyncStream.makeStream(of: Void.self)
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0),
            routes: [
                .get(.exactly("/page")) { _ in
                    PublicAnswer(contentType: "text/plain; charset=utf-8", body: Array("a page\n".utf8))
                },
                .post("/echo", mediaType: nil, bodyBytesMax: 10_000) { request in
                    PublicAnswer(contentType: "application/x-echo", body: request.body)
                },
                .post("/moved", mediaType: nil, bodyBytesMax: 10) { _ in .refusal(307, "elsewhere") },
                .post("/silent", mediaType: nil, bodyBytesMax: 10) { _ in
                    for await _ in silence {}
                    return .refusal(503, "late")
                },
            ], metrics: MetricRegistry(),
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let result: Result<T, any Error>
        do { result = .success(try await body("http://\(listener.address)")) } catch { result = .failure(error) }
        end.finish()
        await listener.stop()
        return try result.get()
    }

    /// On a thread that may wait: the server answers on those that may not.
    private func send(_ request: HTTPRequest) async throws -> HTTPRequest.Answer {
        try await NIOThreadPool.singleton.runIfActive { try request.send() }
    }

    private func post(
        _ bytes: [UInt8], to url: String, milliseconds: Int64 = 60_000, most: Int = 20_000
    ) async throws -> HTTPRequest.Answer {
        try await send(
            HTTPRequest(
                posting: bytes, as: "application/x-test", to: url, timeoutMilliseconds: milliseconds,
                answerBytesMax: most))
    }

    @Test("what is posted arrives, and the answer comes with its status, type and whole body")
    func answers() async throws {
        try await serving { base in
            let bytes = [UInt8]((0..<10_000).map { UInt8(truncatingIfNeeded: $0) })
            let echo = HTTPRequest.Answer(status: 200, contentType: "application/x-echo", body: bytes)
            #expect(try await post(bytes, to: base + "/echo") == echo)
            #expect(try await post(bytes, to: base + "/echo", most: 10_000) == echo)
            #expect(try await post([], to: base + "/echo").body == [])
            #expect(try await post(bytes + [0], to: base + "/echo").status == 413)
            #expect(try await post([], to: base + "/nothing").status == 404)
            #expect(try await post([], to: base + "/moved").status == 307)
            let page = try await send(
                HTTPRequest(getting: base + "/page", timeoutMilliseconds: 60_000, answerBytesMax: 100))
            #expect(page.status == 200 && page.body == Array("a page\n".utf8))
            // Dropped, it would be another request.
            let long = HTTPRequest.Header(name: "X", value: String(repeating: "x", count: 8_189))
            await #expect(throws: HTTPRequest.Failure.unreachable(curlCode: 43)) {
                try await send(
                    HTTPRequest(
                        getting: base + "/page", timeoutMilliseconds: 60_000, answerBytesMax: 100, headers: [long]))
            }
        }
    }

    @Test("an answer that is too large, too late, or does not come is a failure with a name")
    func failures() async throws {
        let base = try await serving { base in
            await #expect(throws: HTTPRequest.Failure.answerTooLarge(maximumBytes: 99)) {
                try await post([UInt8](repeating: 1, count: 100), to: base + "/echo", most: 99)
            }
            await #expect(throws: HTTPRequest.Failure.timedOut) {
                try await post([], to: base + "/silent", milliseconds: 100)
            }
            return base
        }
        await #expect(throws: HTTPRequest.Failure.unreachable(curlCode: 7)) { try await post([], to: base + "/echo") }
        await #expect(throws: HTTPRequest.Failure.unreachable(curlCode: 1)) {
            try await post([], to: "file:///etc/passwd")
        }
    }
}
