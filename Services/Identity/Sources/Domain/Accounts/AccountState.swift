/// Who somebody is to this platform. The raw value is what is stored.
package enum AccountClass: String, Sendable, CaseIterable {
    /// One person, who may also act for others.
    case individual
    /// An institution, whose first administrator has registered it; employees have accounts of their own.
    case institution
    /// Somebody of the house.
    case staff
}

/// Whether an account can be signed in to.
package enum AccountState: String, Sendable, CaseIterable {
    /// It can.
    case active
    /// Staff have closed it for now.
    case suspended
    /// Its owner had it erased; only its identifier stands.
    case erased
}

/// How far the verification of an account's holder has come: 未认证, 认证中, 认证成功, 认证失败.
package enum VerificationState: String, Sendable, CaseIterable {
    case unverified
    case inReview = "in_review"
    case verified
    case failed

    /// Whether verification may go from here to `next`. A holder who verifies again stays verified until the new version
    /// is approved, so that a review never takes away what was granted.
    package func mayBecome(_ next: VerificationState) -> Bool {
        switch (self, next) {
        case (.unverified, .inReview), (.failed, .inReview): true
        case (.inReview, .verified), (.inReview, .failed), (.inReview, .unverified): true
        // By re-verification, or because a verification was withdrawn.
        case (.verified, .verified), (.verified, .unverified): true
        case (.unverified, _), (.failed, _), (.inReview, .inReview), (.verified, _): false
        }
    }
}
