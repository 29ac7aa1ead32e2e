import MeshAPI

extension IdentityV1.VerificationState {
    /// As people read it.
    var word: String {
        switch self {
        case .unverified: "unverified"
        case .inReview: "in review"
        case .verified: "verified"
        case .failed: "not verified, for the review found faults"
        case .unspecified, .unrecognized: "of unknown verification"
        }
    }
}

extension IdentityV1.AccountClass {
    /// As people read it.
    var word: String {
        switch self {
        case .individual: "individual"
        case .institution: "institution"
        case .staff: "staff"
        case .unspecified, .unrecognized: "unknown"
        }
    }
}
