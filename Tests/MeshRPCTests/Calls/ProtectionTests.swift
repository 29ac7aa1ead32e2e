import MeshKernel
import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("A server protects itself and its callers", .timeLimit(.minutes(2)))
struct ProtectionTests {
    /// A handler that tells when it starts and waits until it is let go.
    private static func gated(_ started: Signal<Void>, _ go: Signal<Void>) -> TestService {
        TestService(unary: { _, _ in
            started.tell()
            _ = await go.next()
            return .init()
        })
    }

    /// Waits until the server has no connection.
    private static func waitForNone(_ server: RPCServer) async throws {
        try await until { await server.connections().isEmpty }
    }

    // MARK: - The clock

    @Test("an idle connection is drained, and the next call opens another", arguments: Transport.allCases)
    func idle(_ transport: Transport) async throws {
        let time = SeededTime()
        try await Playground.run(transport, server: ServerLimits(idleMilliseconds: 60_000), time: time) { playground in
            _ = try await playground.stub.emptyCall(.init())
            await playground.server.tend()
            time.advance(by: .seconds(59))
            await playground.server.tend()
            #expect(await playground.server.connections().map(\.isDraining) == [false])
            time.advance(by: .seconds(2))
            await playground.server.tend()
            try await Self.waitForNone(playground.server)
            _ = try await playground.stub.emptyCall(.init())
            #expect(await playground.server.connections().map(\.calls) == [1])
        }
    }

    @Test("a connection with an open stream is not idle", arguments: Transport.allCases)
    func busy(_ transport: Transport) async throws {
        let (time, started, go) = (SeededTime(), Signal(Void.self), Signal(Void.self))
        let limits = ServerLimits(idleMilliseconds: 60_000, keepaliveMilliseconds: 0)
        try await Playground.run(transport, Self.gated(started, go), server: limits, time: time) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            for _ in 0..<3 {
                time.advance(by: .seconds(61))
                await playground.server.tend()
            }
            #expect(await playground.server.connections().map(\.isDraining) == [false])
            go.tell()
            _ = try await call.outcome()
        }
    }

    @Test("an old connection finishes its calls, new ones go over another", arguments: Transport.allCases)
    func age(_ transport: Transport) async throws {
        let (time, started, go) = (SeededTime(), Signal(Void.self), Signal(Void.self))
        let limits = ServerLimits(ageMilliseconds: 100_000)
        try await Playground.run(transport, Self.gated(started, go), server: limits, time: time) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            time.advance(by: .seconds(89))
            await playground.server.tend()
            #expect(await playground.server.connections().map(\.isDraining) == [false])
            time.advance(by: .seconds(22))
            await playground.server.tend()
            #expect(await playground.server.connections().map(\.isDraining) == [true])
            // The client has read the GoAway by the time that it calls over another connection.
            repeat { _ = try await stub.emptyCall(.init()) } while await playground.server.connections().count < 2
            go.tell()
            _ = try await call.outcome()
            try await until { await playground.server.connections().map(\.isDraining) == [false] }
        }
    }

    @Test("what an old connection has not done within its grace is given up", arguments: Transport.allCases)
    func grace(_ transport: Transport) async throws {
        let (time, started, go) = (SeededTime(), Signal(Void.self), Signal(Void.self))
        let limits = ServerLimits(ageMilliseconds: 100_000, ageGraceMilliseconds: 5_000)
        try await Playground.run(transport, Self.gated(started, go), server: limits, time: time) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            time.advance(by: .seconds(111))
            await playground.server.tend()
            time.advance(by: .seconds(5))
            await playground.server.tend()
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .unavailable)
            go.tell()
        }
    }

    @Test("a client that has gone silent is found by a ping: its call is cancelled and its connection closed")
    func silence() async throws {
        let (started, cancelled, outcomes) = (Signal(Void.self), Signal(Void.self), Signal(Int32.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
            return .init()
        })
        let limits = ServerLimits(keepaliveMilliseconds: 200, keepaliveTimeoutMilliseconds: 1_500)
        try await Playground.run(
            .tls, service, server: limits, interceptors: [Outcomes(told: outcomes)]
        ) { playground in
            let relay = try await Relay(to: .tcp(host: "127.0.0.1", port: playground.port))
            let client = RPCClient(
                service: "evidence", endpoints: [relay.endpoint],
                credentials: try Authority.shared.credentials("gateway"), loop: playground.loops.all[1],
                logger: .silent)
            let call = Task { try await GRPCTesting.TestServiceClient(client).unaryCall(.init()) }
            _ = await started.next()
            // Pings are answered while the line works, however long the call takes.
            try await Task.sleep(for: .seconds(3))
            #expect(await playground.server.connections().map(\.streams) == [1])
            try await relay.silence()
            #expect(await cancelled.next() != nil)
            #expect(await outcomes.next() == RPCError.Code.cancelled.rawValue)
            try await Self.waitForNone(playground.server)
            try await relay.close()
            await #expect(throws: RPCError.self) { try await call.value }
            await client.close()
        }
    }

    @Test("a frame that is begun and not finished closes its connection; others never notice")
    func slowloris() async throws {
        let time = SeededTime()
        try await Playground.run(.tls, server: ServerLimits(frameMilliseconds: 20_000), time: time) { playground in
            let (staller, good) = (
                try await RawPeer(port: playground.port), try await RawPeer(port: playground.port)
            )
            await good.request("UnaryCall", stream: 1)
            try await good.expect(0, stream: 1)
            await staller.request("UnaryCall", stream: 1)
            try await staller.expect(0, stream: 1)
            let before = await playground.server.connections().map(\.bytesIn).reduce(0, +)
            await staller.send(ByteBuffer(bytes: [0, 0, 1]))
            try await until { await playground.server.connections().map(\.bytesIn).reduce(0, +) >= before + 3 }
            await playground.server.tend()
            time.advance(by: .seconds(19))
            await playground.server.tend()
            #expect(await playground.server.connections().count == 2)
            time.advance(by: .seconds(2))
            await playground.server.tend()
            let goAway = try #require(await staller.next(stream: 0, .goAway))
            #expect(GoAway(goAway.payload)?.code == 4)
            while await staller.next() != nil {}
            await good.request("UnaryCall", stream: 3)
            try await good.expect(0, stream: 3)
            try await staller.close()
            try await good.close()
        }
    }

    @Test("a TLS record that is begun and not finished closes its connection; others never notice")
    func slowRecord() async throws {
        let time = SeededTime()
        try await Playground.run(.tls, server: ServerLimits(frameMilliseconds: 20_000), time: time) { playground in
            let (staller, good) = (
                try await RawPeer(port: playground.port), try await RawPeer(port: playground.port)
            )
            for peer in [staller, good] {
                await peer.request("UnaryCall", stream: 1)
                try await peer.expect(0, stream: 1)
            }
            // Between two records nobody stalls.
            for _ in 0..<5 {
                await playground.server.tend()
                time.advance(by: .seconds(30))
            }
            await playground.server.tend()
            #expect(await playground.server.connections().count == 2)
            // 256 bytes of data are announced, three come.
            try await staller.sendBeneathTLS([23, 3, 3, 1, 0, 0xAA, 0xBB, 0xCC])
            while await playground.server.connections().count == 2 {
                await playground.server.tend()
                time.advance(by: .seconds(21))
                await Task.yield()
            }
            let goAway = try #require(await staller.next(stream: 0, .goAway))
            #expect(GoAway(goAway.payload)?.code == 4)
            #expect(GoAway(goAway.payload)?.text == "a TLS record was begun and not finished in time")
            await good.request("UnaryCall", stream: 3)
            try await good.expect(0, stream: 3)
            try await staller.close()
            try await good.close()
        }
    }

    @Test("pings without a pause end in a GoAway; pings between answers do not")
    func pings() async throws {
        try await Playground.run(.tls, time: SeededTime()) { playground in
            let peer = try await RawPeer(port: playground.port)
            var ping = ByteBuffer()
            ping.writePing(1, isAnswer: false)
            for stream in 0..<UInt32(10) {
                await peer.send(ping)
                _ = try #require(await peer.next(stream: 0, .pong))
                await peer.request("UnaryCall", stream: stream * 2 + 1)
                try await peer.expect(0, stream: stream * 2 + 1)
            }
            for _ in 0..<3 { await peer.send(ping) }
            for _ in 0..<3 { _ = try #require(await peer.next(stream: 0, .pong)) }
            await peer.send(ping)
            let goAway = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(goAway.payload)?.code == 8)
            #expect(GoAway(goAway.payload)?.text == "enhance your calm: too many pings")
            while await peer.next() != nil {}
            try await peer.close()
        }
    }

    // MARK: - Load

    @Test(
        "calls beyond the limit are turned away at once, told when to come again; health is not",
        arguments: Transport.allCases)
    func overload(_ transport: Transport) async throws {
        let (started, go, outcomes) = (Signal(Void.self), Signal(Void.self), Signal(Int32.self))
        let limits = ServerLimits(callsPerLoopMin: 2, callsPerLoopMax: 2)
        try await Playground.run(
            transport, Self.gated(started, go), server: limits, interceptors: [Outcomes(told: outcomes)]
        ) { playground in
            let stub = playground.stub
            let calls = (0..<2).map { _ in Task { try await stub.unaryCall(.init()) } }
            for _ in calls { _ = await started.next() }
            let error = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
            #expect(error?.code == .unavailable)
            #expect(error?.reason == RPCError.Reason(reason: "OVERLOADED", domain: "colophon.rpc"))
            #expect(error?.retryDelay == .milliseconds(100))
            #expect(await outcomes.next() == 14, "the hooks that count see it")
            let status = try await MeshV1.HealthClient(playground.client).check(.init()).status
            #expect(status == .serving)
            let sum = try await stub.streamingInputCall { _ in }
            #expect(sum.aggregatedPayloadSize == 0, "a stream does not count")
            for _ in calls { go.tell() }
            for call in calls { _ = try await call.outcome() }
            _ = try await stub.emptyCall(.init())
        }
    }

    @Test("an answer tells how many calls are under way and how many may be")
    func load() async throws {
        try await Playground.run(.tls, server: ServerLimits(callsPerLoopMin: 5, callsPerLoopMax: 5)) { playground in
            let peer = try await RawPeer(port: playground.port)
            for stream in [UInt32(1), 3] {
                await peer.request("EmptyCall", stream: stream)
                let response = try #require(try await peer.response(stream: stream))
                #expect(response.load == TTRPC.Load(inflight: 1, limit: 10), "two loops")
            }
            try await peer.close()
        }
    }

    @Test("connections beyond the limit are closed before TLS, the others live")
    func connections() async throws {
        try await Playground.run(.tls, server: ServerLimits(connectionsMax: 2)) { playground in
            let peers = [try await RawPeer(port: playground.port), try await RawPeer(port: playground.port)]
            await #expect(throws: (any Error).self) { try await RawPeer(port: playground.port) }
            for peer in peers {
                await peer.request("EmptyCall", stream: 1)
                try await peer.expect(0, stream: 1)
                try await peer.close()
            }
        }
    }

    // MARK: - Quotas and policy

    @Test(
        "a caller gets what its quota allows, over all its connections, and health beside it",
        arguments: Transport.allCases)
    func quota(_ transport: Transport) async throws {
        let time = SeededTime()
        let policy = ServerPolicy(quotas: ["operator": CallQuota(callsPerSecond: 2), "*": CallQuota(callsPerSecond: 1)])
        try await Playground.run(transport, policy: policy, time: time) { playground in
            let other = try playground.another()
            _ = try await playground.stub.emptyCall(.init())
            _ = try await GRPCTesting.TestServiceClient(other).emptyCall(.init())
            for client in [playground.client, other] {
                let error = await #expect(throws: RPCError.self) {
                    try await GRPCTesting.TestServiceClient(client).emptyCall(.init())
                }
                #expect(error?.code == .resourceExhausted)
                #expect(error?.reason?.reason == "QUOTA_EXHAUSTED")
                #expect(error?.retryDelay == .milliseconds(500))
            }
            _ = try await MeshV1.HealthClient(playground.client).check(.init())
            time.advance(by: .milliseconds(500))
            _ = try await playground.stub.emptyCall(.init())
            await #expect(throws: RPCError.self) { try await playground.stub.emptyCall(.init()) }
            await other.close()
        }
    }

    @Test("no more calls under way than a caller's quota allows, streams included", arguments: Transport.allCases)
    func quotaInFlight(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let policy = ServerPolicy(quotas: ["*": CallQuota(inFlightMax: 1)])
        try await Playground.run(transport, Self.gated(started, go), policy: policy) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            let error = await #expect(throws: RPCError.self) { try await stub.streamingInputCall { _ in } }
            #expect(error?.code == .resourceExhausted)
            go.tell()
            _ = try await call.outcome()
            _ = try await stub.streamingInputCall { _ in }
        }
    }

    @Test("a new policy holds from the next request on, and drops no connection", arguments: Transport.allCases)
    func reload(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        try await Playground.run(transport, Self.gated(started, go)) { playground in
            let (stub, server) = (playground.stub, playground.server)
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            server.apply(ServerPolicy(refusedCallers: ["operator"]))
            let error = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
            #expect(error == .permissionDenied("operator is refused here"))
            server.apply(ServerPolicy(quotas: ["operator": CallQuota(inFlightMax: 1)]))
            _ = try await stub.emptyCall(.init())
            server.apply(ServerPolicy())
            _ = try await stub.emptyCall(.init())
            go.tell()
            _ = try await call.outcome()
            #expect(await server.connections().map(\.calls) == [4])
        }
    }

    @Test("who may speak base ttrpc is policy too")
    func reloadBase() async throws {
        try await Playground.run(.tls) { playground in
            let peer = try await RawPeer(port: playground.port, applicationProtocols: ["ttrpc"])
            await peer.request("EmptyCall", stream: 1)
            try await peer.expect(7, stream: 1)
            playground.server.apply(ServerPolicy(baseCallers: ["operator"]))
            await peer.request("EmptyCall", stream: 3)
            try await peer.expect(0, stream: 3)
            playground.server.apply(ServerPolicy(baseCallers: ["gateway"]))
            await peer.request("EmptyCall", stream: 5)
            try await peer.expect(7, stream: 5)
            try await peer.close()
        }
    }

    // MARK: - Other limits

    @Test("other limits hold for connections that are open: idle time, age with its grace, load, pings")
    func otherLimits() async throws {
        let (time, started, go) = (SeededTime(), Signal(Void.self), Signal(Void.self))
        // The client, whose clock is the same, keeps its connection.
        let client = ClientConfiguration(keepalive: KeepalivePolicy(intervalMilliseconds: 0), ageMilliseconds: 0)
        try await Playground.run(.tls, Self.gated(started, go), client: client, time: time) { playground in
            let (stub, server) = (playground.stub, playground.server)
            let idler = try await RawPeer(port: playground.port, caller: "gateway")
            await idler.request("EmptyCall", stream: 1)
            try await idler.expect(0, stream: 1)
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            time.advance(by: .seconds(100_000))
            await server.tend()

            server.apply(ServerLimits(callsPerLoopMin: 1, callsPerLoopMax: 1))
            await server.tend()
            let error = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
            #expect(error?.reason?.reason == "OVERLOADED")
            server.apply(ServerLimits(pingMillisecondsMin: 0))
            await server.tend()
            _ = try await stub.emptyCall(.init())
            for _ in 0..<20 { await idler.send([UInt8](repeating: 0, count: 8), stream: 0, type: .ping) }
            for _ in 0..<20 { _ = try #require(await idler.next(stream: 0, .pong)) }

            await server.tend()
            #expect(await server.connections().map(\.isDraining) == [false, false])
            server.apply(ServerLimits(idleMilliseconds: 60_000))
            await server.tend()
            time.advance(by: .seconds(61))
            await server.tend()
            _ = try #require(await idler.next(stream: 0, .goAway))
            try await idler.close()

            // Older than its age the moment that it is told, and yet it has its grace.
            server.apply(ServerLimits(ageMilliseconds: 1_000, ageGraceMilliseconds: 10_000))
            await server.tend()
            time.advance(by: .seconds(9))
            await server.tend()
            go.tell()
            _ = try await call.outcome()
        }
    }

    @Test("what a peer was told in Settings stays so for it; new connections are told anew")
    func otherSettings() async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        try await Playground.run(
            .tls, Self.gated(started, go), server: ServerLimits(streamsPerConnectionMax: 2)
        ) { playground in
            let old = try await RawPeer(port: playground.port)
            playground.server.apply(ServerLimits(streamsPerConnectionMax: 1, connectionsMax: 4))
            await playground.server.tend()
            let new = try await RawPeer(port: playground.port)
            for (peer, streams) in [(old, UInt32(2)), (new, 1)] {
                let settings = try #require(await peer.next(stream: 0, .settings))
                #expect(Settings.initial.updated(by: settings.payload)?.streamsMax == streams)
                for number in 0..<streams {
                    await peer.request("UnaryCall", stream: number * 2 + 1)
                    _ = await started.next()
                }
                await peer.request("EmptyCall", stream: 99)
                try await peer.expect(14, stream: 99)
            }
            for _ in 0..<3 { go.tell() }
            try await old.close()
            try await new.close()
        }
    }

    // MARK: - The last GoAway

    @Test("a server that has drained lets nobody in any more", arguments: Transport.allCases)
    func afterDrain(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            _ = try await playground.stub.emptyCall(.init())
            await playground.server.drain(grace: .zero)
            let other = try playground.another()
            let error = await #expect(throws: RPCError.self) {
                try await GRPCTesting.TestServiceClient(other).emptyCall(.init())
            }
            #expect(error?.code == .unavailable)
            await other.close()
        }
    }

    @Test("the last GoAway is not said before the client has read the first: a request that crosses it is served")
    func beforeProof() async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let limits = ServerLimits(drainProbeMilliseconds: 600_000)
        try await Playground.run(.tls, Self.gated(started, go), server: limits) { playground in
            let peer = try await RawPeer(port: playground.port)
            await peer.request("UnaryCall", stream: 1)
            _ = await started.next()
            let server = playground.server
            let drain = Task { await server.drain(grace: .seconds(600)) }
            let probe = try #require(await peer.next(stream: 0, .ping))
            go.tell()
            try await peer.expect(0, stream: 1)
            await peer.request("EmptyCall", stream: 3)
            try await peer.expect(0, stream: 3)
            await peer.send(Array(probe.payload.readableBytesView), stream: 0, type: .pong)
            let last = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(last.payload)?.lastStream == 3)
            await #expect(throws: (any Error).self, "nobody new is let in") { try await RawPeer(port: playground.port) }
            try await peer.close()
            await drain.value
        }
    }

    @Test("a request after the last GoAway is refused before any work, for the client has sent it elsewhere by then")
    func afterFarewell() async throws {
        let ran = FlowTests.Counter()
        try await Playground.run(.tls, TestService(empty: { _ in ran.add() })) { playground in
            let peer = try await RawPeer(port: playground.port)
            await peer.request("EmptyCall", stream: 1)
            try await peer.expect(0, stream: 1)
            let server = playground.server
            let drain = Task { await server.drain(grace: .seconds(20)) }
            let probe = try #require(await peer.next(stream: 0, .ping))
            await peer.send(Array(probe.payload.readableBytesView), stream: 0, type: .pong)
            let last = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(last.payload)?.lastStream == 1)
            await peer.request("EmptyCall", stream: 3)
            let refusal = try #require(try await peer.response(stream: 3))
            #expect(refusal.status?.code == 14)
            #expect(refusal.status?.details.first?.typeUrl.hasSuffix("google.rpc.ErrorInfo") == true)
            #expect(ran.count == 1)
            try await peer.close()
            await drain.value
        }
    }
}
