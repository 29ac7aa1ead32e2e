import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("What a client makes of single frames", .timeLimit(.minutes(2)))
struct RawServerTests {
    @Test("a call that the server gives up ends with the code it gave")
    func cancelled() async throws {
        let server = try await RawServer { frame in
            guard frame.header.knownType == .request else { return nil }
            var cancel = ByteBuffer()
            cancel.writeCancel(stream: frame.header.stream, code: RPCError.Code.aborted.rawValue)
            return cancel
        }
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: server.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0], logger: .silent)
        let stub = GRPCTesting.TestServiceClient(client)
        let unary = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
        #expect(unary?.code == .aborted)
        let streaming = await #expect(throws: RPCError.self) {
            try await stub.fullDuplexCall { _, responses in for try await _ in responses {} }
        }
        #expect(streaming?.code == .aborted)
        await client.close()
        try await server.close()
        try await loops.shutdown()
    }

    @Test("a stream whose last Data denies its own payload is given up, and the server hears of it")
    func deniedPayload() async throws {
        let cancelled = Signal(UInt32.self)
        let server = try await RawServer { frame in
            if frame.header.knownType == .cancel { cancelled.tell(frame.header.stream) }
            guard frame.header.knownType == .request else { return nil }
            return FrameDecoderTests.frame([1], stream: frame.header.stream, flags: [.remoteClosed, .noData])
        }
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: server.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0], logger: .silent)
        let error = await #expect(throws: RPCError.self) {
            try await GRPCTesting.TestServiceClient(client).fullDuplexCall { _, responses in
                for try await _ in responses {}
            }
        }
        #expect(error?.code == .internal)
        #expect(await cancelled.next() == 1)
        await client.close()
        try await server.close()
        try await loops.shutdown()
    }
}
