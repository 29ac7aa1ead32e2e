import MeshRPC

/// One call without generated types: bytes in, bytes out, in whichever of the four shapes the method has.
struct Exchange: Sendable {
    let client: RPCClient
    let method: MethodDescriptor
    let options: CallOptions

    /// Sends the requests and gives every response to `response`, in order.
    func run(requests: Requests, response: @escaping @Sendable ([UInt8]) throws -> Void) async throws {
        switch (method.requestStreaming, method.responseStreaming) {
        case (false, false):
            try response(try await client.unary(method, payload: requests.single, options: options).payload)
        case (true, false):
            let answer = try await client.clientStreaming(method, options: options) { writer in
                try await requests.each { try await writer.write($0) }
            }
            try response(answer)
        case (false, true):
            try await client.serverStreaming(method, payload: requests.single, options: options) { responses in
                for try await bytes in responses { try response(bytes) }
            }
        case (true, true):
            try await client.bidirectional(method, options: options) { writer, responses in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await requests.each { try await writer.write($0) }
                        await writer.finish()
                    }
                    for try await bytes in responses { try response(bytes) }
                    try await group.waitForAll()
                }
            }
        }
    }
}
