import MeshRPC
import MeshTestKit

/// Calls of all shapes to an `EchoingService`, each answer compared with its question.
enum EchoCalls {
    /// How one call went.
    struct Outcome: Sendable {
        let error: RPCError?
        let took: Duration
    }

    /// An answer that is not the question's.
    struct WrongAnswer: Error {
        let shape: Int
    }

    /// Makes `count` calls at once, of all shapes in turn; throws only for a wrong answer or an error without a status.
    static func run(
        _ stub: GRPCTesting.TestServiceClient, _ random: SeededRandom, timeout: Duration, count: Int
    ) async throws -> [Outcome] {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for number in 0..<count {
                let bodies = (0..<random.integer(in: 1...6)).map { _ in random.bytes(random.integer(in: 0...9_000)) }
                group.addTask {
                    let began = ContinuousClock.now
                    do {
                        try await call(number % 4, bodies, stub, CallOptions(timeout: timeout))
                        return Outcome(error: nil, took: ContinuousClock.now - began)
                    } catch let error as RPCError {
                        return Outcome(error: error, took: ContinuousClock.now - began)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func call(
        _ shape: Int, _ bodies: [[UInt8]], _ stub: GRPCTesting.TestServiceClient, _ options: CallOptions
    ) async throws {
        let isRight: Bool
        switch shape {
        case 0:
            let body = bodies.flatMap(\.self)
            let answer = try await stub.unaryCall(.init(payload: .init(body: body)), options: options)
            isRight = answer.payload?.body == body
        case 1:
            let sizes = bodies.map(\.count)
            let ask = GRPCTesting.StreamingOutputCallRequest(
                responseParameters: sizes.map { .init(size: Int32($0)) }, payload: .init(body: bodies[0]))
            let answers = try await stub.streamingOutputCall(ask, options: options) { stream in
                var answers: [[UInt8]] = []
                for try await answer in stream { answers.append(answer.payload?.body ?? []) }
                return answers
            }
            isRight = answers == sizes.map { Array(bodies[0].prefix($0)) }
        case 2:
            var digest = EchoingService.Digest()
            for body in bodies { digest.add(body) }
            let answer = try await stub.streamingInputCall(options: options) { writer in
                for body in bodies { try await writer.write(.init(payload: .init(body: body))) }
            }
            isRight = answer.aggregatedPayloadSize == digest.value
        default:
            let answers = try await stub.fullDuplexCall(options: options) { writer, stream in
                var answers: [[UInt8]] = []
                var iterator = stream.makeAsyncIterator()
                for body in bodies {
                    try await writer.write(.init(payload: .init(body: body)))
                    if let answer = try await iterator.next() { answers.append(answer.payload?.body ?? []) }
                }
                return answers
            }
            isRight = answers == bodies
        }
        guard isRight else { throw WrongAnswer(shape: shape) }
    }
}
