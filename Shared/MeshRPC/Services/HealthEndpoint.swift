/// `colophon.mesh.v1.Health` over a `HealthState`.
struct HealthEndpoint: MeshV1.HealthService {
    private let state: HealthState

    init(_ state: HealthState) { self.state = state }

    func check(
        _ request: MeshV1.HealthCheckRequest, context: ServerContext
    ) async throws -> MeshV1.HealthCheckResponse {
        guard let serving = state[request.service] else {
            throw RPCError.notFound("this process does not offer \(request.service)")
        }
        return Self.response(serving)
    }

    func watch(
        _ request: MeshV1.HealthCheckRequest, responses: ResponseWriter<MeshV1.HealthCheckResponse>,
        context: ServerContext
    ) async throws {
        for await serving in state.watch(request.service) {
            try await responses.write(Self.response(serving))
        }
    }

    private static func response(_ serving: HealthState.Serving?) -> MeshV1.HealthCheckResponse {
        switch serving {
        case .serving: MeshV1.HealthCheckResponse(status: .serving)
        case .notServing: MeshV1.HealthCheckResponse(status: .notServing)
        case nil: MeshV1.HealthCheckResponse(status: .serviceUnknown)
        }
    }
}
