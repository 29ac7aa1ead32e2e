internal import MeshStore

/// What a failed append left behind.
enum SequencerOutcome: Equatable {
    /// Nothing was kept: the batch may be tried again.
    case nothingKept
    /// It cannot be told, or the log does not add up: only a new process, which reads the log again, may go on.
    case unknown

    init(_ error: any Error) {
        switch error {
        case is CancellationError, is EvidenceError: self = .nothingKept
        case let error as StoreError: self = Self(error)
        default: self = .unknown
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .failed, .transactionEnded: self = .unknown
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .busy, .closed, .transactionLost, .commitFailed, .full, .readTooLong, .constraint,
            .statementRefused, .readOnly, .arguments, .column, .tooManyRows, .sql, .idempotencyKeyInvalid,
            .idempotencyKeyReused, .masterKeyMissing, .sealBroken, .subjectErased, .eventUndeclared, .feedMismatch,
            .parkedFull, .payloadTooLarge, .leaseLost:
            self = .nothingKept
        }
    }
}
