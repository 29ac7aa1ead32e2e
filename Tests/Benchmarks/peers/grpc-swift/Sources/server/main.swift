// The echo server on grpc-swift 2: server CERTIFICATES, prints the port it listens on.

import EchoProto
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2

struct EchoService: Bench_V1_Echo.SimpleServiceProtocol {
    func get(request: Bench_V1_EchoRequest, context: ServerContext) async throws -> Bench_V1_EchoReply {
        var reply = Bench_V1_EchoReply()
        reply.id = request.id
        reply.seq = request.seq
        reply.payload = request.payload
        return reply
    }
}

let folder = CommandLine.arguments[1]
let server = GRPCServer(
    transport: .http2NIOPosix(
        address: .ipv4(host: "127.0.0.1", port: 0),
        transportSecurity: .mTLS(
            certificateChain: [.file(path: folder + "/server.pem", format: .pem)],
            privateKey: .file(path: folder + "/server.key", format: .pem)
        ) {
            $0.trustRoots = .certificates([.file(path: folder + "/ca.pem", format: .pem)])
            $0.clientCertificateVerification = .noHostnameVerification
        }),
    services: [EchoService()])

try await withThrowingDiscardingTaskGroup { group in
    group.addTask { try await server.serve() }
    if let address = try await server.listeningAddress, let port = address.ipv4?.port {
        FileHandle.standardOutput.write(Data("\(port)\n".utf8))
    }
}
