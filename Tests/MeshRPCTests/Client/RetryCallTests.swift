import MeshKernel
import MeshRPC
import MeshTestKit
import ProtobufC
import Synchronization
import Testing

@Suite("Retries", .timeLimit(.minutes(2)))
struct RetryCallTests {
    /// What a server has seen, in order.
    final class Seen<Value: Sendable>: Sendable {
        private let values = Mutex<[Value]>([])
        func add(_ value: Value) { values.withLock { $0.append(value) } }
        var all: [Value] { values.withLock { $0 } }
        var count: Int { values.withLock { $0.count } }
    }

    static let quick = BackoffPolicy(firstMilliseconds: 1, lastMilliseconds: 2)

    static func retrying(
        _ attempts: Int = 4, _ backoff: BackoffPolicy = quick, tokens: Int = 1_000
    ) -> ClientConfiguration {
        ClientConfiguration(
            policies: MethodPolicies(
                common: MethodPolicy(retry: RetryPolicy(attemptsMax: attempts, backoff: backoff))),
            throttle: ThrottlePolicy(tokensMax: tokens))
    }

    /// The test service's EmptyCall, marked otherwise.
    static func emptyCall(_ repetition: MethodAccess.Repetition) -> MethodDescriptor {
        MethodDescriptor(
            service: "grpc.testing.TestService", name: "EmptyCall", requestType: "google.protobuf.Empty",
            responseType: "google.protobuf.Empty",
            access: MethodAccess(callers: ["*"], subject: .none, repetition: repetition))
    }

    @Test(
        "a safe call is made again until it succeeds, and the server is told how often", arguments: Transport.allCases)
    func again(_ transport: Transport) async throws {
        let seen = Seen<String?>()
        let service = TestService(empty: { context in
            seen.add(context.metadata["grpc-previous-rpc-attempts"])
            if seen.count < 4 { throw RPCError.unavailable("not yet") }
        })
        try await Playground.run(transport, service, client: Self.retrying()) { playground in
            _ = try await playground.client.unary(Self.emptyCall(.safe), payload: [])
            #expect(seen.all == [nil, "1", "2", "3"])
            // The generated stub takes the same way.
            _ = try await playground.stub.emptyCall(.init())
            #expect(seen.count == 5)
        }
    }

    @Test("attempts end at their number, and the last failure is the call's", arguments: Transport.allCases)
    func exhausted(_ transport: Transport) async throws {
        let seen = Seen<Int>()
        let service = TestService(empty: { _ in
            seen.add(seen.count)
            throw RPCError.unavailable("failure \(seen.count)")
        })
        try await Playground.run(transport, service, client: Self.retrying(3)) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.client.unary(Self.emptyCall(.safe), payload: [])
            }
            #expect(error == .unavailable("failure 3"))
            #expect(seen.count == 3)
        }
    }

    @Test(
        "a natural method is never repeated, a keyed one only with its key, other codes never",
        arguments: Transport.allCases)
    func marked(_ transport: Transport) async throws {
        let seen = Seen<Int>()
        let service = TestService(empty: { context in
            seen.add(0)
            throw context.metadata["code"] == nil ? RPCError.unavailable("") : RPCError.aborted("")
        })
        try await Playground.run(transport, service, client: Self.retrying(3)) { playground in
            func attempts(_ repetition: MethodAccess.Repetition, _ options: CallOptions = CallOptions()) async -> Int {
                let before = seen.count
                await #expect(throws: RPCError.self) {
                    try await playground.client.unary(Self.emptyCall(repetition), payload: [], options: options)
                }
                return seen.count - before
            }
            #expect(await attempts(.natural) == 1)
            #expect(await attempts(.natural, CallOptions(idempotencyKey: "k")) == 1)
            #expect(await attempts(.keyed) == 1)
            #expect(await attempts(.keyed, CallOptions(idempotencyKey: "k")) == 3)
            #expect(await attempts(.safe) == 3)
            #expect(await attempts(.safe, CallOptions(metadata: ["code": "aborted"])) == 1)
        }
    }

    @Test("the throttle stops a retry storm", arguments: Transport.allCases)
    func storm(_ transport: Transport) async throws {
        let seen = Seen<Int>()
        let service = TestService(empty: { _ in
            seen.add(0)
            throw RPCError.unavailable("down")
        })
        try await Playground.run(transport, service, client: Self.retrying(5, tokens: 20)) { playground in
            let client = playground.client
            let failures = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask { (try? await client.unary(Self.emptyCall(.safe), payload: [])) == nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == 200)
            // Ten tokens may be spent before half are left; without a throttle there would be 1,000 attempts.
            #expect((200...210).contains(seen.count), "\(seen.count)")
        }
    }

    @Test("what succeeds in the end earns back what its failures have cost", arguments: Transport.allCases)
    func earned(_ transport: Transport) async throws {
        let service = TestService(
            empty: { context in
                if context.metadata["grpc-previous-rpc-attempts"] == nil { throw RPCError.unavailable("first") }
            },
            output: { _, _, context in
                if context.metadata["grpc-previous-rpc-attempts"] == nil { throw RPCError.unavailable("first") }
            })
        let policies = [
            MethodPolicy(retry: RetryPolicy(attemptsMax: 2, backoff: Self.quick)),
            MethodPolicy(hedge: HedgePolicy(attemptsMax: 2, delayMilliseconds: 100_000)),
        ]
        for policy in policies {
            let configuration = ClientConfiguration(
                policies: MethodPolicies(common: policy), throttle: ThrottlePolicy(tokensMax: 4, ratio: 1))
            try await Playground.run(transport, service, client: configuration) { playground in
                // Two failures that nothing makes good again would be the end of all retries.
                for _ in 0..<8 {
                    _ = try await playground.client.unary(Self.emptyCall(.safe), payload: [])
                    guard policy.hedge == nil else { continue }
                    try await playground.stub.streamingOutputCall(.init()) { for try await _ in $0 {} }
                }
            }
        }
    }

    @Test("a server's word about another attempt is kept to", arguments: Transport.allCases)
    func pushback(_ transport: Transport) async throws {
        let seen = Seen<Int>()
        let service = TestService(empty: { context in
            seen.add(0)
            context.setTrailer("grpc-retry-pushback-ms", context.metadata["pushback"] ?? "0")
            throw RPCError.unavailable("later")
        })
        let slow = BackoffPolicy(firstMilliseconds: 100_000, lastMilliseconds: 100_000)
        try await Playground.run(transport, service, client: Self.retrying(3, slow)) { playground in
            for (pushback, attempts) in [("-1", 1), ("1", 3)] {
                let before = seen.count
                await #expect(throws: RPCError.self) {
                    try await playground.client.unary(
                        Self.emptyCall(.safe), payload: [], options: CallOptions(metadata: ["pushback": pushback]))
                }
                #expect(seen.count - before == attempts)
            }
        }
    }

    @Test(
        "the deadline covers all attempts, and no attempt begins that it would cut off", arguments: Transport.allCases)
    func deadline(_ transport: Transport) async throws {
        let left = Seen<Duration>()
        let service = TestService(empty: { context in
            left.add(context.remaining() ?? .zero)
            throw RPCError.unavailable("not yet")
        })
        let policy = BackoffPolicy(firstMilliseconds: 20, lastMilliseconds: 20, jitter: 0)
        try await Playground.run(transport, service, client: Self.retrying(3, policy)) { playground in
            await #expect(throws: RPCError.self) {
                try await playground.client.unary(
                    Self.emptyCall(.safe), payload: [], options: CallOptions(timeout: .seconds(30)))
            }
            #expect(left.count == 3)
            #expect(zip(left.all, left.all.dropFirst()).allSatisfy { $1 <= $0 - .milliseconds(19) }, "\(left.all)")
        }
        let slow = BackoffPolicy(firstMilliseconds: 250_000, lastMilliseconds: 250_000)
        try await Playground.run(transport, service, client: Self.retrying(3, slow)) { playground in
            let before = left.count
            let error = await #expect(throws: RPCError.self) {
                try await playground.client.unary(
                    Self.emptyCall(.safe), payload: [], options: CallOptions(timeout: .seconds(100)))
            }
            #expect(error == .unavailable("not yet"))
            #expect(left.count - before == 1)
        }
    }

    @Test("a task that is cancelled between two attempts returns at once", arguments: Transport.allCases)
    func cancelled(_ transport: Transport) async throws {
        let (failed, seen) = (Signal(Void.self), Seen<Int>())
        let service = TestService(empty: { _ in
            seen.add(0)
            failed.tell()
            throw RPCError.unavailable("")
        })
        let slow = BackoffPolicy(firstMilliseconds: 250_000, lastMilliseconds: 250_000)
        try await Playground.run(transport, service, client: Self.retrying(3, slow)) { playground in
            let client = playground.client
            let call = Task { try await client.unary(Self.emptyCall(.safe), payload: []) }
            _ = await failed.next()
            // An attempt without a pause would overtake these.
            for _ in 0..<20 { _ = try await playground.stub.unaryCall(.init()) }
            call.cancel()
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .cancelled || error?.code == .unavailable)
            #expect(seen.count == 1)
        }
    }

    @Test(
        "a stream is opened again while nothing of it has been received, and never after",
        arguments: Transport.allCases)
    func streams(_ transport: Transport) async throws {
        let seen = Seen<String?>()
        let service = TestService(output: { request, responses, context in
            seen.add(context.metadata["grpc-previous-rpc-attempts"])
            if request.responseParameters.isEmpty, seen.count < 3 { throw RPCError.unavailable("not yet") }
            for _ in 0..<3 { try await responses.write(.init(payload: TestService.payload(10))) }
            if !request.responseParameters.isEmpty { throw RPCError.unavailable("broken off") }
        })
        try await Playground.run(transport, service, client: Self.retrying()) { playground in
            let count = try await playground.stub.streamingOutputCall(.init()) { stream in
                var count = 0
                for try await _ in stream { count += 1 }
                return count
            }
            #expect(count == 3)
            #expect(seen.all == [nil, "1", "2"])
            let read = Seen<Int>()
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingOutputCall(ShapeTests.ask(1)) { stream in
                    for try await _ in stream { read.add(1) }
                }
            }
            #expect(error == .unavailable("broken off"))
            #expect(read.count == 3)
            #expect(seen.count == 4)
        }
    }

    @Test("another attempt is made at another replica, for a call and for a stream", arguments: Transport.allCases)
    func elsewhere(_ transport: Transport) async throws {
        let ill = TestService(
            empty: { _ in throw RPCError.unavailable("ill") },
            output: { _, _, _ in throw RPCError.unavailable("ill") })
        var configuration = Self.retrying(2)
        configuration.balancing = .leastRequest
        try await Fleet.run(transport, [ill, TestService()], client: configuration) { fleet in
            _ = try? await fleet.stub.unaryCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 } }
            // Chance would try the same one twice for a quarter of them.
            for _ in 0..<40 {
                _ = try await fleet.client.unary(Self.emptyCall(.safe), payload: [])
                try await fleet.stub.streamingOutputCall(.init()) { for try await _ in $0 {} }
            }
        }
    }

    @Test("requests that were streamed to a server that failed are streamed to the next", arguments: Transport.allCases)
    func replay(_ transport: Transport) async throws {
        let seen = Seen<Int>()
        let sent = Signal(Void.self)
        let service = TestService(input: { requests, context in
            let attempt = seen.count
            seen.add(0)
            if attempt == 0 {
                _ = await sent.next()
                throw RPCError.unavailable("after some")
            }
            var sum: Int32 = 0
            for try await request in requests { sum += Int32(request.payload?.body.count ?? 0) }
            return .init(aggregatedPayloadSize: sum)
        })
        try await Playground.run(transport, service, client: Self.retrying()) { playground in
            let answer = try await playground.stub.streamingInputCall { writer in
                for size in [27_182, 8, 1_828] { try await writer.write(.init(payload: TestService.payload(size))) }
                sent.tell()
            }
            #expect(answer.aggregatedPayloadSize == 29_018)
            #expect(seen.count == 2)
        }
    }

    @Test(
        "more requests than are kept for another attempt, or larger ones: the failure is the call's",
        arguments: [(30, 1_000, 3), (40, 1_000, 1), (60, 10, 3), (65, 10, 1)])
    func unkept(count: Int, size: Int, attempts: Int) async throws {
        let (seen, sent) = (Seen<Int>(), Signal(Void.self))
        let service = TestService(input: { _, _ in
            seen.add(0)
            if seen.count == 1 { _ = await sent.next() }
            throw RPCError.unavailable("after all")
        })
        try await Playground.run(.inProcess, service, client: Self.retrying(3)) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingInputCall { writer in
                    for _ in 0..<count { try await writer.write(.init(payload: TestService.payload(size))) }
                    sent.tell()
                }
            }
            #expect(error == .unavailable("after all"))
            #expect(seen.count == attempts)
        }
    }
}
