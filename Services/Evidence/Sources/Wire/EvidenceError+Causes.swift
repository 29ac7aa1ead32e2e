internal import MeshCrypto
internal import MeshRuntime
internal import MeshStore

extension EvidenceError {
    /// What a failure below means to the caller; nil for one that is nobody's business but ours.
    init?(cause error: any Error) {
        if let error = error as? EvidenceError {
            self = error
        } else if let fault = error as? LogFault {
            self = .logBroken(fault)
        } else if let fault = error as? PageRequest.Fault {
            switch fault {
            case .size(let maximum): self = .invalidPageSize(maximum: maximum)
            case .token: self = .invalidPageToken
            }
        } else if let error = error as? StoreError, let meaning = Self.meaning(error) {
            self = meaning
        } else if let error = error as? BlobError, let meaning = Self.meaning(error) {
            self = meaning
        } else if let error = error as? TimestampError {
            self = Self.meaning(error)
        } else if let error = error as? OffloadError<TimestampError>, let meaning = Self.meaning(error) {
            self = meaning
        } else if let error = error as? OffloadError<Never>, let meaning = Self.meaning(error) {
            self = meaning
        } else {
            return nil
        }
    }

    private static func meaning(_ error: OffloadError<TimestampError>) -> EvidenceError? {
        switch error {
        case .full: .tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
        case .cancelled, .closed: nil
        case .work(let error): meaning(error)
        }
    }

    private static func meaning(_ error: OffloadError<Never>) -> EvidenceError? {
        switch error {
        case .full: .tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
        case .cancelled, .closed: nil
        }
    }

    private static func meaning(_ error: TimestampError) -> EvidenceError {
        switch error {
        case .timeNotAvailable: .timeNotAvailable
        case .unusable, .library, .refused, .malformed, .wrongImprint, .wrongNonce, .untrusted, .wrongKeyUsage,
            .unboundCertificate:
            .timestampFailed
        }
    }

    private static func meaning(_ error: BlobError) -> EvidenceError? {
        switch error {
        case .full: .storageFull
        case .busy(let retry): .tooBusy(retryAfter: retry)
        case .files: .storageFailed
        case .identifierInvalid, .missing, .tampered, .ended, .closed: nil
        }
    }

    private static func meaning(_ error: StoreError) -> EvidenceError? {
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
