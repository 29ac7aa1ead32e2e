import CMeshProto
import ProtobufC

/// `colophon.mesh.v1.Reflection` over the descriptors that generated code embeds.
struct ReflectionEndpoint: MeshV1.ReflectionService {
    private let names: [String]
    private let descriptors: [UInt8]

    init(_ services: [ServiceDescriptor]) {
        names = services.map(\.fullName).sorted()
        descriptors = FileDescriptorSets.union(services.map(\.fileDescriptorSet))
    }

    func listServices(
        _ request: MeshV1.ListServicesRequest, context: ServerContext
    ) async throws -> MeshV1.ListServicesResponse {
        MeshV1.ListServicesResponse(services: names)
    }

    func getDescriptors(
        _ request: MeshV1.GetDescriptorsRequest, context: ServerContext
    ) async throws -> MeshV1.GetDescriptorsResponse {
        MeshV1.GetDescriptorsResponse(fileDescriptorSet: descriptors)
    }
}
