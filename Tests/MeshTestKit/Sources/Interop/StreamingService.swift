package import MeshRPC
package import ProtobufC

/// The service that ttrpc's own implementations test their streams with.
package struct StreamingService: TTRPCStreaming.StreamingService {
    package typealias Empty = GoogleProtobuf.Empty
    package typealias Payload = TTRPCStreaming.EchoPayload

    /// What every payload of `EchoNull` and `EchoNullStream` says.
    package static let nothing = "non-empty empty"
    private static let emptiesPerPayload = 10
    private static let sentPayloads: UInt32 = 10
    private static let partsMax: Int32 = 1_000_000
    private let pause: Duration

    /// The service; `pause` goes before each message of `ServerSendStream`.
    package init(pause: Duration = .milliseconds(2)) { self.pause = pause }

    package func echo(_ request: Payload, context: ServerContext) async throws -> Payload {
        Payload(seq: request.seq &+ 1, msg: request.msg)
    }

    package func echoStream(
        _ requests: RequestStream<Payload>, responses: ResponseWriter<Payload>, context: ServerContext
    ) async throws {
        for try await request in requests { try await responses.write(try await echo(request, context: context)) }
    }

    package func sumStream(
        _ requests: RequestStream<TTRPCStreaming.Part>, context: ServerContext
    ) async throws -> TTRPCStreaming.Sum {
        var sum = TTRPCStreaming.Sum()
        for try await part in requests {
            sum.sum &+= part.add
            sum.num &+= 1
        }
        return sum
    }

    package func divideStream(
        _ request: TTRPCStreaming.Sum, responses: ResponseWriter<TTRPCStreaming.Part>, context: ServerContext
    ) async throws {
        for part in try Self.parts(of: request) { try await responses.write(TTRPCStreaming.Part(add: part)) }
    }

    // Not inlined: Swift 6.3's optimiser crashes when this becomes part of the coroutine above.
    @inline(never)
    private static func parts(of sum: TTRPCStreaming.Sum) throws -> [Int32] {
        guard (1...partsMax).contains(sum.num) else {
            throw RPCError.invalidArgument("1 to \(partsMax) parts", field: "num")
        }
        let (part, rest) = sum.sum.quotientAndRemainder(dividingBy: sum.num)
        // The first part takes what the division leaves.
        return (0..<sum.num).map { $0 == 0 ? part + rest : part }
    }

    package func echoNull(_ requests: RequestStream<Payload>, context: ServerContext) async throws -> Empty {
        var next: UInt32 = 0
        for try await request in requests { try Self.check(request, &next) }
        return Empty()
    }

    package func echoNullStream(
        _ requests: RequestStream<Payload>, responses: ResponseWriter<Empty>, context: ServerContext
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var next: UInt32 = 0
            for try await request in requests {
                try Self.check(request, &next)
                for _ in 0..<Self.emptiesPerPayload { group.addTask { try await responses.write(Empty()) } }
            }
            try await group.waitForAll()
        }
    }

    package func emptyPayloadStream(
        _ request: Empty, responses: ResponseWriter<Payload>, context: ServerContext
    ) async throws {
        for seq in 1...2 as ClosedRange<UInt32> { try await responses.write(Payload(seq: seq)) }
    }

    package func echoDefaultValue(
        _ request: Payload, responses: ResponseWriter<Payload>, context: ServerContext
    ) async throws {
        guard request == Payload() else { throw RPCError.invalidArgument("this is not the default payload") }
        try await responses.write(request)
    }

    package func serverSendStream(
        _ request: Empty, responses: ResponseWriter<Payload>, context: ServerContext
    ) async throws {
        for seq in 0..<Self.sentPayloads {
            try await Task.sleep(for: pause)
            try await responses.write(Payload(seq: seq, msg: "hello"))
        }
    }

    private static func check(_ payload: Payload, _ next: inout UInt32) throws(RPCError) {
        guard payload.seq == next, payload.msg == nothing else {
            throw RPCError.invalidArgument("\(payload.seq) \(payload.msg) where \(next) \(nothing) was due")
        }
        next += 1
    }
}
