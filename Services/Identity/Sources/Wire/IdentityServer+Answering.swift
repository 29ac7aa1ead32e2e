internal import Logging
internal import MeshRPC

extension IdentityServer {
    /// Runs a call and turns what it refuses into a status; what nobody foresaw is logged and told without its details.
    func answering<T>(_ context: ServerContext, _ body: () async throws -> T) async throws(RPCError) -> T {
        do {
            return try await body()
        } catch {
            throw status(of: error, in: context.method.name)
        }
    }

    private func status(of error: any Error, in name: String) -> RPCError {
        if let error = error as? RPCError { return error }
        if error is CancellationError { return .cancelled("the call was cancelled") }
        if let meaning = IdentityError(cause: error) { return meaning.status }
        if error is AuditBroken {
            logger.critical("the audit is not what was written", metadata: ["error": "\(error)"])
        } else {
            logger.error("\(name) failed", metadata: ["error": "\(error)"])
        }
        return .internal("\(name) failed for a reason of ours")
    }
}
