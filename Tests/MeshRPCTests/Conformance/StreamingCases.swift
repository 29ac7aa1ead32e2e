import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

/// The cases of ttrpc's streaming integration service, each under the name of its method; in both dialects.
@Suite("ttrpc streaming integration", .timeLimit(.minutes(2)))
struct StreamingCases {
    typealias Payload = TTRPCStreaming.EchoPayload
    typealias Part = TTRPCStreaming.Part
    typealias Sum = TTRPCStreaming.Sum

    /// Runs `body` with a stub that speaks `colophon/1`, then with one that speaks base ttrpc.
    private static func run(
        _ transport: Transport, _ body: (TTRPCStreaming.StreamingClient) async throws -> Void
    ) async throws {
        for base in [false, true] {
            try await Playground.run(
                transport, StreamingService(), client: ClientConfiguration(base: base), baseCallers: ["operator"]
            ) { playground in
                try await body(TTRPCStreaming.StreamingClient(playground.client))
                #expect(
                    await playground.server.connections().map(\.applicationProtocol) == [base ? "ttrpc" : "colophon/1"])
            }
        }
    }

    @Test("Echo", arguments: Transport.allCases)
    func echo(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            let answer = try await stub.echo(Payload(seq: 1, msg: "Echo Me"))
            #expect(answer == Payload(seq: 2, msg: "Echo Me"))
        }
    }

    @Test("EchoStream", arguments: Transport.allCases)
    func echoStream(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            try await stub.echoStream { writer, responses in
                var answers = responses.makeAsyncIterator()
                for seq in stride(from: UInt32(0), to: 100, by: 2) {
                    try await writer.write(Payload(seq: seq, msg: "\(seq): Echo in a stream"))
                    let answer = try await answers.next()
                    #expect(answer == Payload(seq: seq + 1, msg: "\(seq): Echo in a stream"))
                }
                await writer.finish()
                let end = try await answers.next()
                #expect(end == nil)
            }
        }
    }

    @Test("SumStream", arguments: Transport.allCases)
    func sumStream(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            let sum = try await stub.sumStream { writer in
                // The first and the last part are messages without a byte.
                try await writer.write(Part())
                for add in Int32(-99)...100 { try await writer.write(Part(add: add)) }
                try await writer.write(Part())
            }
            #expect(sum == Sum(sum: 100, num: 202))
        }
    }

    @Test("DivideStream", arguments: Transport.allCases)
    func divideStream(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            for expected in [Sum(sum: 392, num: 30), Sum(sum: -7, num: 3), Sum(sum: 0, num: 1)] {
                let sum = try await stub.divideStream(expected) { responses in
                    var sum = Sum()
                    for try await part in responses {
                        sum.sum += part.add
                        sum.num += 1
                    }
                    return sum
                }
                #expect(sum == expected)
            }
        }
    }

    @Test("EchoNull", arguments: Transport.allCases)
    func echoNull(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            _ = try await stub.echoNull { writer in
                for seq in 0..<UInt32(100) { try await writer.write(Payload(seq: seq, msg: StreamingService.nothing)) }
            }
            let error = await #expect(throws: RPCError.self) {
                try await stub.echoNull { writer in
                    try await writer.write(Payload(seq: 1, msg: StreamingService.nothing))
                }
            }
            #expect(error?.code == .invalidArgument, "the numbers begin with 0")
        }
    }

    @Test("EchoNullStream", arguments: Transport.allCases)
    func echoNullStream(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            let count = try await stub.echoNullStream { writer, responses in
                async let count = responses.reduce(0) { count, _ in count + 1 }
                for seq in 0..<UInt32(100) { try await writer.write(Payload(seq: seq, msg: StreamingService.nothing)) }
                await writer.finish()
                return try await count
            }
            #expect(count == 1_000)
        }
    }

    @Test("EmptyPayloadStream", arguments: Transport.allCases)
    func emptyPayloadStream(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            let answers = try await stub.emptyPayloadStream(.init(), Self.collect)
            #expect(answers == [Payload(seq: 1), Payload(seq: 2)])
        }
    }

    @Test("EchoDefaultValue", arguments: Transport.allCases)
    func echoDefaultValue(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            let answers = try await stub.echoDefaultValue(Payload(), Self.collect)
            #expect(answers == [Payload()], "one message, which takes no byte")
        }
    }

    @Test("ServerSendStream", arguments: Transport.allCases)
    func serverSendStream(_ transport: Transport) async throws {
        try await Self.run(transport) { stub in
            let answers = try await stub.serverSendStream(.init(), Self.collect)
            #expect(answers == (0..<10).map { Payload(seq: $0, msg: "hello") })
        }
    }

    @Sendable private static func collect(_ responses: ResponseStream<Payload>) async throws -> [Payload] {
        var all: [Payload] = []
        for try await response in responses { all.append(response) }
        return all
    }
}
