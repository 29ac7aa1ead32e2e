import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("Random frames", .timeLimit(.minutes(2)))
struct ConnectionFuzzTests {
    @Test(
        "no sequence of frames breaks a server: each connection ends or answers, others never notice",
        arguments: [true, false])
    func frames(base: Bool) async throws {
        try await Playground.run(.tls, baseCallers: ["operator"]) { playground in
            for seed in UInt64(1)...30 {
                let random = SeededRandom(seed: seed)
                let peer = try await RawPeer(
                    port: playground.port, applicationProtocols: base ? ["ttrpc"] : ["colophon/1"])
                var stream: UInt32 = 1
                for _ in 0..<20 {
                    var buffer = ByteBuffer()
                    for _ in 0..<random.integer(in: 1...20) {
                        let id = random.element(of: [
                            stream, stream, 0, 2, stream + 2, UInt32(truncatingIfNeeded: random.next()),
                        ])
                        let type = UInt8(random.integer(in: 0...10))
                        var payload = random.bytes(random.integer(in: 0...60))
                        if type == 1 {
                            payload = TTRPC.Request(
                                service: "grpc.testing.TestService",
                                method: random.element(of: [
                                    "EmptyCall", "UnaryCall", "StreamingInputCall", "StreamingOutputCall",
                                    "FullDuplexCall", "Nothing",
                                ]),
                                payload: random.integer(in: 0...2) == 0 ? payload : [],
                                timeoutNano: Int64(random.integer(in: -5...1_000_000))
                            ).serialized()
                            if random.integer(in: 0...9) == 0, let last = payload.indices.last {
                                payload[random.integer(in: 0...last)] ^= UInt8(1 << random.integer(in: 0...7))
                            }
                            stream += 2
                        }
                        buffer.writeMultipleIntegers(
                            UInt32(payload.count), id, type, UInt8(truncatingIfNeeded: random.next()) & 7)
                        buffer.writeBytes(payload)
                    }
                    await peer.send(buffer)
                }
                try await peer.close()
                _ = try await playground.stub.unaryCall(.init(responseSize: 10))
            }
            try await until { await playground.server.connections().count <= 1 }
            #expect(await playground.server.calls().inFlight.isEmpty)
        }
    }
}
