internal import Logging
internal import MeshRPC
internal import MeshRuntime

extension EvidenceServer {
    /// Runs a call and turns what it refuses into a status; what nobody foresaw is logged and told without its details.
    func answering<T>(_ context: ServerContext, _ body: () async throws -> T) async throws(RPCError) -> T {
        do {
            return try await body()
        } catch {
            throw status(of: error, in: context.method.name)
        }
    }

    /// Answers a stranger, whom refusals are told in HTTP's terms.
    func answeringOutside(_ page: String, _ body: () async throws -> PublicAnswer) async -> PublicAnswer {
        do {
            return try await body()
        } catch is CancellationError {
            return .refusal(503, "this service is going down; come again", retryAfterSeconds: 5)
        } catch {
            return PublicAnswer(status(of: error, in: page))
        }
    }

    /// What a failure of a call, or of a part of it, is told as; `name` is what was asked for.
    func status(of error: any Error, in name: String) -> RPCError {
        if let error = error as? RPCError { return error }
        if error is CancellationError { return .cancelled("the call was cancelled") }
        if let meaning = EvidenceError(cause: error) {
            if case .logBroken = meaning {
                logger.critical("the log does not add up", metadata: ["fault": "\(error)"])
            }
            return meaning.status
        }
        logger.error("\(name) failed", metadata: ["error": "\(error)"])
        return .internal("\(name) failed for a reason of ours")
    }
}

extension PublicAnswer {
    /// A refusal in HTTP's terms.
    init(_ error: RPCError) {
        let status =
            switch error.code {
            case .invalidArgument, .outOfRange, .failedPrecondition, .alreadyExists, .aborted: 400
            case .notFound: 404
            case .permissionDenied: 403
            case .unauthenticated: 401
            case .unimplemented: 501
            case .resourceExhausted, .unavailable, .cancelled, .deadlineExceeded: 503
            case .internal, .unknown, .dataLoss: 500
            }
        let delay = error.retryDelay.map { Int($0.components.seconds) + 1 }
        self = .refusal(status, error.message, retryAfterSeconds: delay ?? (status == 503 ? 1 : nil))
    }
}
