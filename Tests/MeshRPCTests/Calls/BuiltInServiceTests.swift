import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("Health and reflection", .timeLimit(.minutes(2)))
struct BuiltInServiceTests {
    @Test("health tells the state of the process, of each service, and of none", arguments: Transport.allCases)
    func check(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let health = MeshV1.HealthClient(playground.client)
            let found = try await health.check(.init()).status
            #expect(found == .serving)
            let found2 = try await health.check(.init(service: "grpc.testing.TestService")).status
            #expect(found2 == .serving)
            playground.server.health.set(.notServing, for: "grpc.testing.TestService")
            let found3 = try await health.check(.init(service: "grpc.testing.TestService")).status
            #expect(found3 == .notServing)
            let error = await #expect(throws: RPCError.self) { try await health.check(.init(service: "nobody")) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("a watcher sees the state, every change, and the drain", arguments: Transport.allCases)
    func watch(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let seen = Signal(MeshV1.HealthCheckResponse.ServingStatus.self)
            let client = MeshV1.HealthClient(playground.client)
            let watcher = Task {
                try await client.watch(.init()) { stream in
                    for try await response in stream { seen.tell(response.status) }
                }
            }
            #expect(await seen.next() == .serving)
            playground.server.health.set(.notServing)
            #expect(await seen.next() == .notServing)
            playground.server.health.set(.serving)
            #expect(await seen.next() == .serving)
            await playground.server.drain(grace: .seconds(10))
            #expect(await seen.next() == .notServing)
            try await watcher.outcome()
        }
    }

    @Test("reflection lists the services and gives descriptors that parse", arguments: Transport.allCases)
    func reflection(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let reflection = MeshV1.ReflectionClient(playground.client)
            let names = try await reflection.listServices(.init()).services
            #expect(
                names == ["colophon.mesh.v1.Health", "colophon.mesh.v1.Reflection", "grpc.testing.TestService"])
            let set = try await reflection.getDescriptors(.init()).fileDescriptorSet
            let pool = try DescriptorPool(fileDescriptorSet: set)
            let json = try pool.json(
                GRPCTesting.SimpleRequest(responseSize: 5).serialized(), type: "grpc.testing.SimpleRequest")
            #expect(json.contains("responseSize"))
            // Every file that any service needs is there, and once.
            for type in [
                "google.protobuf.Empty", "colophon.mesh.v1.ListServicesRequest", "colophon.mesh.v1.HealthCheckRequest",
                "colophon.mesh.v1.Access", "google.protobuf.MethodOptions",
            ] {
                #expect(throws: Never.self, "\(type)") { try pool.json([], type: type) }
            }
            let apart = playground.server.services.map(\.fileDescriptorSet.count)
            #expect(set.count < apart.reduce(0, +), "what two services import is there once")
        }
    }
}
