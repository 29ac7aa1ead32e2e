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
}
