import Logging
import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("Leaving without losing anything", .timeLimit(.minutes(2)))
struct DrainTests {
    @Test("a server that drains under load loses no call: the client goes on at the next endpoint")
    func underLoad() async throws {
        let loops = RPCLoops(threads: 2)
        let authority = try Authority.shared
        var servers: [RPCServer] = []
        var endpoints: [Endpoint] = []
        for _ in 0..<3 {
            let server = RPCServer(
                configuration: ServerConfiguration(credentials: try authority.credentials("evidence")),
                services: [TestService()], loops: loops, logger: .silent)
            let address = try await server.start(host: "127.0.0.1", port: 0)
            endpoints.append(.tcp(host: "127.0.0.1", port: address.port ?? 0))
            servers.append(server)
        }
        let client = RPCClient(
            service: "evidence", endpoints: endpoints, credentials: try authority.credentials("operator"),
            loop: loops.all[0], logger: .silent)
        let stub = GRPCTesting.TestServiceClient(client)
        let done = FlowTests.Counter()
        let enough = Signal(Void.self)
        let over = FlowTests.Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<32 {
                group.addTask(executorPreference: number % 2 == 0 ? loops.all[0] : nil) {
                    while over.count == 0 {
                        let answer = try await stub.unaryCall(.init(responseSize: Int32(number)))
                        #expect(answer.payload?.body.count == number)
                        done.add()
                        if done.count % 500 == 0 { enough.tell() }
                    }
                }
            }
            for number in 0..<2 {
                group.addTask {
                    while over.count == 0 {
                        let count = try await stub.streamingOutputCall(ShapeTests.ask(1, 2, 3)) { stream in
                            var count = 0
                            for try await _ in stream { count += 1 }
                            return count
                        }
                        #expect(count == 3, "streamer \(number)")
                    }
                }
            }
            for server in servers.dropLast() {
                _ = await enough.next()
                await server.drain(grace: .seconds(5))
                #expect(await server.connections().isEmpty)
            }
            _ = await enough.next()
            over.add()
            // Any failed call is thrown here.
            try await group.waitForAll()
        }
        #expect(await servers[0].calls().recent.isEmpty == false)
        #expect(await servers[2].calls().recent.isEmpty == false)
        await client.close()
        await servers[2].drain(grace: .zero)
        try await loops.shutdown()
    }

    @Test("what is not done within the grace is cancelled and told so", arguments: Transport.allCases)
    func grace(_ transport: Transport) async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            await playground.server.drain(grace: .milliseconds(20))
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .unavailable)
            #expect(await cancelled.next() != nil)
        }
    }

    @Test("ids that run out move the client to a new connection, and no call notices", arguments: Transport.allCases)
    func rotation(_ transport: Transport) async throws {
        let configuration = ClientConfiguration().numbering(from: 0x7FFF_FF01, rotatingAt: 0x7FFF_FF41)
        try await Playground.run(transport, client: configuration) { playground in
            let stub = playground.stub
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for size in 0..<40 {
                            let answer = try await stub.unaryCall(.init(responseSize: Int32(size)))
                            #expect(answer.payload?.body.count == size)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a client names the peer and the cause when nobody is there")
    func refused() async throws {
        let silent = try await SilentListener()
        let port = silent.port
        try await silent.close()
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0], logger: .silent)
        let error = await #expect(throws: RPCError.self) {
            try await GRPCTesting.TestServiceClient(client).emptyCall(.init())
        }
        #expect(error == .unavailable("cannot reach evidence (127.0.0.1:\(port): connection refused)"))
        await client.close()
        try await loops.shutdown()
    }

    @Test("a server of another service is refused, and the message says so")
    func wrongService() async throws {
        try await Playground.run(.tls) { playground in
            let client = RPCClient(
                service: "registry", endpoints: [.tcp(host: "127.0.0.1", port: playground.port)],
                credentials: try Authority.shared.credentials("operator"), loop: playground.loops.all[0],
                logger: .silent)
            let error = await #expect(throws: RPCError.self) {
                try await GRPCTesting.TestServiceClient(client).emptyCall(.init())
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("wrong service") == true, "\(error?.message ?? "")")
            await client.close()
        }
    }
}
