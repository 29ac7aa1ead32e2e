import MeshRPC
import MeshTestKit

/// What goes in comes out.
struct EchoEndpoint: BenchV1.EchoService {
    func get(_ request: BenchV1.EchoRequest, context: ServerContext) async throws -> BenchV1.EchoReply {
        BenchV1.EchoReply(id: request.id, seq: request.seq, payload: request.payload)
    }

    func upload(
        _ requests: RequestStream<BenchV1.EchoRequest>, context: ServerContext
    ) async throws -> BenchV1.EchoReply {
        throw RPCError.unimplemented("nobody asks")
    }

    func watch(
        _ request: BenchV1.EchoRequest, responses: ResponseWriter<BenchV1.EchoReply>, context: ServerContext
    ) async throws {
        throw RPCError.unimplemented("nobody asks")
    }
}
