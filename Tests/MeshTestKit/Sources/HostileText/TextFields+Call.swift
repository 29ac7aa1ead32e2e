package import MeshRPC

extension TextFields.Place {
    /// Calls the method with one request of these bytes, whatever its shape; every answer's bytes, or its refusal.
    package func call(
        _ client: RPCClient, _ request: [UInt8], options: CallOptions
    ) async -> Result<[[UInt8]], RPCError> {
        do {
            switch (method.requestStreaming, method.responseStreaming) {
            case (false, false):
                return .success([try await client.unary(method, payload: request, options: options).payload])
            case (true, _):
                let answer = try await client.clientStreaming(method, options: options) { try await $0.write(request) }
                return .success([answer])
            case (false, true):
                return .success(
                    try await client.serverStreaming(method, payload: request, options: options) { responses in
                        var answers: [[UInt8]] = []
                        for try await answer in responses { answers.append(answer) }
                        return answers
                    })
            }
        } catch let error as RPCError {
            return .failure(error)
        } catch {
            return .failure(.unknown("\(error)"))
        }
    }
}
