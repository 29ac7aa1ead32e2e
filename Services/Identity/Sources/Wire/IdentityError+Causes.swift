internal import MeshStore

extension IdentityError {
    /// What a failure below means to the caller; nil for one that is nobody's business but ours.
    init?(cause error: any Error) {
        if let error = error as? IdentityError {
            self = error
        } else if let error = error as? StoreError, let meaning = Self.meaning(error) {
            self = meaning
        } else {
            return nil
        }
    }

    private static func meaning(_ error: StoreError) -> IdentityError? {
        switch error {
        case .busy(let retry): return .tooBusy(retryAfter: retry)
        case .full: return .storageFull
        case .transactionLost(let code), .commitFailed(let code):
            guard StoreError.meansFull(code: code) else { return nil }
            return .storageFull
        case .failed: return .storageFailed
        case .sql(let code, _):
            guard StoreError.meansStorageFailed(code: code) else { return nil }
            return .storageFailed
        case .subjectErased: return .erased
        case .idempotencyKeyInvalid: return .idempotencyKeyInvalid
        case .idempotencyKeyReused: return .idempotencyKeyReused
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .closed, .transactionEnded, .readTooLong,
            .constraint, .statementRefused, .readOnly, .arguments, .column, .tooManyRows, .masterKeyMissing,
            .sealBroken, .eventUndeclared, .feedMismatch, .parkedFull, .payloadTooLarge, .leaseLost:
            return nil
        }
    }
}
