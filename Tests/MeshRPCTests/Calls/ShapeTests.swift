import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("Calls of all four shapes", .timeLimit(.minutes(2)))
struct ShapeTests {
    typealias Input = GRPCTesting.StreamingInputCallRequest
    typealias Ask = GRPCTesting.StreamingOutputCallRequest

    static func ask(_ sizes: Int...) -> Ask {
        Ask(responseParameters: sizes.map { GRPCTesting.ResponseParameters(size: Int32($0)) })
    }

    @Test("many calls share a connection, from the loop and from elsewhere", arguments: Transport.allCases)
    func many(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let stub = playground.stub
            try await withThrowingTaskGroup(of: Int.self) { group in
                // Fewer than a connection takes at once.
                for number in 0..<100 {
                    let executor = number % 2 == 0 ? playground.client.loop : nil
                    group.addTask(executorPreference: executor) {
                        try await stub.unaryCall(GRPCTesting.SimpleRequest(responseSize: Int32(number)))
                            .payload?.body.count ?? -1
                    }
                }
                var sizes: [Int] = []
                for try await size in group { sizes.append(size) }
                #expect(sizes.sorted() == Array(0..<100))
            }
            let connections = await playground.server.connections()
            #expect(connections.count == 1, "\(connections)")
        }
    }

    @Test("an empty message is a message", arguments: Transport.allCases)
    func emptyMessages(_ transport: Transport) async throws {
        let service = TestService(input: { requests, _ in
            var count: Int32 = 0
            for try await _ in requests { count += 1 }
            return GRPCTesting.StreamingInputCallResponse(aggregatedPayloadSize: count)
        })
        try await Playground.run(transport, service) { playground in
            let count = try await playground.stub.streamingInputCall { writer in
                for _ in 0..<5 { try await writer.write(Input()) }
            }
            #expect(count.aggregatedPayloadSize == 5)
        }
    }

    @Test("base ttrpc speaks all four shapes as well", arguments: Transport.allCases)
    func base(_ transport: Transport) async throws {
        try await Playground.run(transport, client: ClientConfiguration(base: true), baseCallers: ["operator"]) {
            playground in
            let found3 = try await playground.stub.unaryCall(.init(responseSize: 5)).payload?.body.count
            #expect(found3 == 5)
            let sum = try await playground.stub.streamingInputCall { writer in
                for size in [1, 2, 3] { try await writer.write(Input(payload: TestService.payload(size))) }
            }
            #expect(sum.aggregatedPayloadSize == 6)
            let count = try await playground.stub.streamingOutputCall(Self.ask(1, 2, 3)) { stream in
                var count = 0
                for try await _ in stream { count += 1 }
                return count
            }
            #expect(count == 3)
            #expect(await playground.server.connections().first?.applicationProtocol == "ttrpc")
        }
    }

    @Test("raw calls by description carry the same bytes", arguments: Transport.allCases)
    func raw(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let methods = GRPCTesting.TestServiceMethods.self
            let request = GRPCTesting.SimpleRequest(responseSize: 7)
            let raw = try await playground.client.unary(methods.unaryCall.descriptor, payload: request.serialized())
            #expect(try GRPCTesting.SimpleResponse(serialized: raw.payload).payload?.body.count == 7)
            let parts = try await playground.client.serverStreaming(
                methods.streamingOutputCall.descriptor, payload: Self.ask(1, 2).serialized()
            ) { stream in
                var parts: [[UInt8]] = []
                for try await part in stream { parts.append(part) }
                return parts
            }
            #expect(parts.count == 2)
            let sum = try await playground.client.clientStreaming(methods.streamingInputCall.descriptor) { writer in
                try await writer.write(Input(payload: TestService.payload(9)).serialized())
            }
            #expect(try GRPCTesting.StreamingInputCallResponse(serialized: sum).aggregatedPayloadSize == 9)
        }
    }
}
