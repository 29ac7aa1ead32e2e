internal import Logging
internal import MeshRPC

extension EvidenceServer {
    /// Runs a call and turns what it refuses into a status; what nobody foresaw is logged and told without its details.
    func answering<T>(_ context: ServerContext, _ body: () async throws -> T) async throws(RPCError) -> T {
        do {
            return try await body()
        } catch {
            throw status(of: error, in: context)
        }
    }

    /// What a failure of a call, or of a part of it, is told as.
    func status(of error: any Error, in context: ServerContext) -> RPCError {
        if let error = error as? RPCError { return error }
        if error is CancellationError { return .cancelled("the call was cancelled") }
        if let meaning = EvidenceError(cause: error) {
            if case .logBroken = meaning {
                logger.critical("the log does not add up", metadata: ["fault": "\(error)"])
            }
            return meaning.status
        }
        logger.error("\(context.method.name) failed", metadata: ["error": "\(error)"])
        return .internal("\(context.method.name) failed for a reason of ours")
    }
}
