/// Why this service refuses, for programs: one word for each, which never changes its meaning.
package enum RefusalReason: String, Sendable, CaseIterable {
    case invalidFields = "INVALID_FIELDS"
    case invalidSession = "INVALID_SESSION"
    case codeTooSoon = "CODE_TOO_SOON"
    case codeRefused = "CODE_REFUSED"
    case loginRefused = "LOGIN_REFUSED"
    case locked = "LOCKED"
    case refreshRefused = "REFRESH_REFUSED"
    case refreshReused = "REFRESH_REUSED"
    case tooBusy = "TOO_BUSY"
    case mobileTaken = "MOBILE_TAKEN"
    case userNameTaken = "USER_NAME_TAKEN"
    case passwordWrong = "PASSWORD_WRONG"
    case accountNotFound = "ACCOUNT_NOT_FOUND"
    case sessionNotFound = "SESSION_NOT_FOUND"
    case idempotencyKeyMissing = "IDEMPOTENCY_KEY_MISSING"
    case idempotencyKeyInvalid = "IDEMPOTENCY_KEY_INVALID"
    case idempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED"
    case storageFull = "STORAGE_FULL"
    case storageFailed = "STORAGE_FAILED"
    case erased = "ERASED"

    /// Who defines these words.
    package static let domain = "identity"
}
