import MeshRPC
import MeshTestKit
import NIOCore
import NIOPosix

/// What goes in comes out.
struct EchoEndpoint: BenchV1.EchoService {
    func get(_ request: BenchV1.EchoRequest, context: ServerContext) async throws -> BenchV1.EchoReply {
        if let pause = SlowMark.pause(of: request.id) { await Self.wait(pause) }
        return BenchV1.EchoReply(id: request.id, seq: request.seq, payload: request.payload)
    }

    /// Waits on the call's own loop: timers of other threads would take the time from calls that are not slow.
    private static func wait(_ pause: Duration) async {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return }
        await withUnsafeContinuation { continuation in
            loop.scheduleTask(in: .nanoseconds(Int64(pause / .nanoseconds(1)))) { continuation.resume() }
        }
    }

    func upload(
        _ requests: RequestStream<BenchV1.EchoRequest>, context: ServerContext
    ) async throws -> BenchV1.EchoReply {
        var last = BenchV1.EchoRequest()
        for try await request in requests { last = request }
        return BenchV1.EchoReply(id: last.id, seq: last.seq, payload: last.payload)
    }

    func watch(
        _ request: BenchV1.EchoRequest, responses: ResponseWriter<BenchV1.EchoReply>, context: ServerContext
    ) async throws {
        for seq in 0..<max(request.seq, 0) {
            try await responses.write(BenchV1.EchoReply(id: request.id, seq: seq, payload: request.payload))
        }
    }
}
