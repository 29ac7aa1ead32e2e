internal import MeshCrypto
internal import MeshRuntime
internal import MeshStore

extension EvidenceError {
    /// What a failure below means to the caller; nil for one that is nobody's business but ours.
    init?(cause error: any Error) {
        switch error {
        case let error as EvidenceError: self = error
        case let fault as LogFault: self = .logBroken(fault)
        case let error as StoreError:
            guard let meaning = Self.meaning(error) else { return nil }
            self = meaning
        case let error as BlobError:
            guard let meaning = Self.meaning(error) else { return nil }
            self = meaning
        case let error as OffloadError<TimestampError>:
            switch error {
            case .full: self = .tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
            case .cancelled, .closed: return nil
            case .work(let error): self = Self.meaning(error)
            }
        case let error as OffloadError<Never>:
            switch error {
            case .full: self = .tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
            case .cancelled, .closed: return nil
            }
        default: return nil
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
        case .identifierInvalid, .missing, .tampered, .ended, .files, .closed: nil
        }
    }

    private static func meaning(_ error: StoreError) -> EvidenceError? {
        switch error {
        case .busy(let retry): .tooBusy(retryAfter: retry)
        case .full: .storageFull
        case .subjectErased: .erased
        case .idempotencyKeyInvalid: .idempotencyKeyInvalid
        case .idempotencyKeyReused: .idempotencyKeyReused
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .closed, .failed, .transactionLost, .commitFailed, .transactionEnded, .readTooLong,
            .constraint, .statementRefused, .readOnly, .arguments, .column, .tooManyRows, .sql, .masterKeyMissing,
            .sealBroken, .eventUndeclared, .feedMismatch, .parkedFull, .payloadTooLarge, .leaseLost:
            nil
        }
    }
}
