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
