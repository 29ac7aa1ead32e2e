internal import Logging
internal import MeshRPC
internal import MeshRuntime
internal import MeshStore

extension NotifyServer {
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
        if let meaning = NotifyError(cause: error) { return meaning.status }
        logger.error("\(name) failed", metadata: ["error": "\(error)"])
        return .internal("\(name) failed for a reason of ours")
    }
}

extension NotifyError {
    /// What a failure below means to the caller; nil for one that is nobody's business but ours.
    init?(cause error: any Error) {
        if let error = error as? NotifyError {
            self = error
        } else if let fault = error as? WebhookAddress.Fault {
            self = .invalidWebhookAddress(fault)
        } else if let fault = error as? PageRequest.Fault {
            switch fault {
            case .size(let maximum): self = .invalidPageSize(maximum: maximum)
            case .token: self = .invalidPageToken
            }
        } else if let error = error as? StoreError, let meaning = Self.meaning(error) {
            self = meaning
        } else {
            return nil
        }
    }

    private static func meaning(_ error: StoreError) -> NotifyError? {
        switch error {
        case .busy(let retry): .tooBusy(retryAfter: retry)
        case .full: .storageFull
        case .transactionLost(let code), .commitFailed(let code):
            StoreError.meansFull(code: code) ? .storageFull : nil
        case .failed: .storageFailed
        case .sql(let code, _): StoreError.meansStorageFailed(code: code) ? .storageFailed : nil
        case .subjectErased: .erased
        case .idempotencyKeyInvalid: .idempotencyKeyInvalid
        case .idempotencyKeyReused: .idempotencyKeyReused
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .closed, .transactionEnded, .readTooLong,
            .constraint, .statementRefused, .readOnly, .arguments, .column, .tooManyRows, .masterKeyMissing,
            .sealBroken, .eventUndeclared, .feedMismatch, .parkedFull, .payloadTooLarge, .leaseLost:
            nil
        }
    }
}
