import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("Hedging", .timeLimit(.minutes(2)))
struct HedgeCallTests {
    private static func hedging(_ attempts: Int, delay: Int64, tokens: Int = 1_000) -> ClientConfiguration {
        ClientConfiguration(
            policies: MethodPolicies(
                common: MethodPolicy(hedge: HedgePolicy(attemptsMax: attempts, delayMilliseconds: delay))),
            throttle: ThrottlePolicy(tokensMax: tokens))
    }

    @Test("the first answer counts, and the loser is cancelled at its server", arguments: Transport.allCases)
    func loser(_ transport: Transport) async throws {
        let cancelled = Signal(Void.self)
        let seen = RetryCallTests.Seen<String?>()
        let service = TestService(unary: { request, context in
            seen.add(context.metadata["grpc-previous-rpc-attempts"])
            if context.metadata["grpc-previous-rpc-attempts"] == nil {
                try await DeadlineTests.sleepUntilCancelled(cancelled)
            }
            return .init(payload: TestService.payload(Int(request.responseSize)))
        })
        try await Playground.run(transport, service, client: Self.hedging(2, delay: 5)) { playground in
            let answer = try await playground.stub.unaryCall(.init(responseSize: 77))
            #expect(answer.payload?.body.count == 77)
            #expect(await cancelled.next() != nil)
            #expect(seen.all == [nil, "1"])
        }
    }

    @Test(
        "an answer in time is the only attempt; a method that may not be repeated is not hedged",
        arguments: Transport.allCases)
    func single(_ transport: Transport) async throws {
        let seen = RetryCallTests.Seen<Int>()
        let service = TestService(empty: { context in
            seen.add(0)
            switch context.metadata["slow"] {
            case "a moment": try await Task.sleep(for: .milliseconds(30))
            case .some: try await until { seen.count >= 4 }
            case nil: break
            }
        })
        try await Playground.run(transport, service, client: Self.hedging(5, delay: 100_000)) { playground in
            _ = try await playground.client.unary(RetryCallTests.emptyCall(.safe), payload: [])
            #expect(seen.count == 1)
        }
        try await Playground.run(transport, service, client: Self.hedging(5, delay: 0)) { playground in
            _ = try await playground.client.unary(
                RetryCallTests.emptyCall(.natural), payload: [], options: CallOptions(metadata: ["slow": "a moment"]))
            #expect(seen.count == 2)
            // Ends only when a second attempt is made while the first is under way.
            _ = try await playground.client.unary(
                RetryCallTests.emptyCall(.safe), payload: [], options: CallOptions(metadata: ["slow": "until hedged"]))
            #expect(seen.count > 3)
        }
    }

    @Test("a fatal failure ends the call, others start the next attempt without delay", arguments: Transport.allCases)
    func failures(_ transport: Transport) async throws {
        let seen = RetryCallTests.Seen<Int>()
        let service = TestService(empty: { context in
            seen.add(0)
            if let code = context.metadata["code"] { throw RPCError(code == "5" ? .notFound : .unavailable, "so") }
            if seen.count < 4 { throw RPCError.unavailable("") }
        })
        try await Playground.run(transport, service, client: Self.hedging(4, delay: 100_000)) { playground in
            _ = try await playground.client.unary(RetryCallTests.emptyCall(.safe), payload: [])
            #expect(seen.count == 4)
            for (code, attempts) in [("5", 1), ("14", 4)] {
                let before = seen.count
                let error = await #expect(throws: RPCError.self) {
                    try await playground.client.unary(
                        RetryCallTests.emptyCall(.safe), payload: [], options: CallOptions(metadata: ["code": code]))
                }
                #expect(error == RPCError(code == "5" ? .notFound : .unavailable, "so"))
                #expect(seen.count - before == attempts)
            }
        }
    }

    @Test("a hedged call's hooks hear how it ended and what all its attempts have sent", arguments: Transport.allCases)
    func hooks(_ transport: Transport) async throws {
        struct Teller: ClientInterceptor {
            let told: Signal<RPCOutcome>
            func ended(_ call: ClientContext, outcome: RPCOutcome) { told.tell(outcome) }
        }
        let told = Signal(RPCOutcome.self)
        let service = TestService(empty: { context in
            context.setTrailer("answered-by", "second")
            if context.metadata["grpc-previous-rpc-attempts"] == nil { throw RPCError.unavailable("first") }
            if context.metadata["code"] != nil { throw RPCError.notFound("so") }
        })
        try await Playground.run(
            transport, service, client: Self.hedging(2, delay: 100_000), clientInterceptors: [Teller(told: told)]
        ) { playground in
            let client = playground.client
            let method = RetryCallTests.emptyCall(.safe)
            let answer = try await client.unary(method, payload: [])
            #expect(answer.trailers["answered-by"] == "second")
            let good = try #require(await told.next())
            // Each request names its method, and the second that it is not the first.
            #expect(good.status == 0 && good.bytesOut > 2 * method.fullName.utf8.count && good.bytesIn > 0)
            await #expect(throws: RPCError.self) {
                try await client.unary(method, payload: [], options: CallOptions(metadata: ["code": "5"]))
            }
            #expect(await told.next()?.status == RPCError.Code.notFound.rawValue)
            // An answer that is none is no success.
            let wrong = Method<GRPCTesting.SimpleRequest, MeshV1.HealthCheckRequest>(
                MethodDescriptor(
                    service: "grpc.testing.TestService", name: "UnaryCall", requestType: "", responseType: "",
                    access: method.access))
            let malformed = await #expect(throws: RPCError.self) {
                try await client.unary(wrong, .init(responseSize: 200))
            }
            #expect(malformed?.code == .internal)
            #expect(await told.next()?.status == RPCError.Code.internal.rawValue)
        }
    }

    @Test("an attempt after a failure is made at another replica", arguments: Transport.allCases)
    func elsewhere(_ transport: Transport) async throws {
        let ill = TestService(empty: { _ in throw RPCError.unavailable("ill") })
        var configuration = Self.hedging(2, delay: 100_000)
        configuration.balancing = .leastRequest
        try await Fleet.run(transport, [ill, TestService()], client: configuration) { fleet in
            _ = try await fleet.stub.unaryCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 } }
            // Chance would try the same one twice for a quarter of them.
            for _ in 0..<40 { _ = try await fleet.client.unary(RetryCallTests.emptyCall(.safe), payload: []) }
        }
    }

    @Test("hedges count against the throttle", arguments: Transport.allCases)
    func throttled(_ transport: Transport) async throws {
        let seen = RetryCallTests.Seen<Int>()
        let service = TestService(empty: { _ in
            seen.add(0)
            throw RPCError.unavailable("down")
        })
        try await Playground.run(transport, service, client: Self.hedging(5, delay: 100_000, tokens: 20)) {
            playground in
            for _ in 0..<50 {
                await #expect(throws: RPCError.self) {
                    try await playground.client.unary(RetryCallTests.emptyCall(.safe), payload: [])
                }
            }
            #expect((50...60).contains(seen.count), "\(seen.count)")
        }
    }

    @Test("a hedge goes to another replica, and the deadline ends all attempts", arguments: Transport.allCases)
    func replicas(_ transport: Transport) async throws {
        let (cancelled, hit) = (Signal(Void.self), FlowTests.Counter())
        let stuck = TestService(empty: { _ in try await DeadlineTests.sleepUntilCancelled(cancelled) })
        var configuration = Self.hedging(2, delay: 2)
        configuration.balancing = .roundRobin
        try await Fleet.run(transport, [stuck] + Fleet.counting([hit]), client: configuration) { fleet in
            // Both are connected before anything can be stuck.
            _ = try await fleet.stub.unaryCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 } }
            for _ in 0..<10 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(hit.count >= 10)
        }
        try await Fleet.run(transport, [stuck], client: configuration) { fleet in
            let error = await #expect(throws: RPCError.self) {
                try await fleet.stub.emptyCall(.init(), options: CallOptions(timeout: .milliseconds(30)))
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }
}
