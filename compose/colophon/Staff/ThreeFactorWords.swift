import MeshAPI

/// What is known of whether name, number of the document and mobile number belong together, for staff.
enum ThreeFactorWords {
    /// What came of it, who said so, and how the number was shown to be the applicant's.
    static func of(_ check: IdentityV1.ThreeFactorCheck?) -> String {
        guard let check else { return "not asked" }
        let outcome =
            switch check.outcome {
            case .pending: "\(check.provider) is asked"
            case .unchecked: "nobody was asked"
            case .consistent: "belong together, says \(check.provider)"
            case .inconsistent: "do not belong together, says \(check.provider)"
            case .noRecord: "\(check.provider) knows nothing of the number"
            case .unavailable: "\(check.provider) could not be asked"
            case .unspecified, .unrecognized: "unknown"
            }
        let proof =
            switch check.proof {
            case .account: "it is the account's own number"
            case .holder: "the holder had the number before"
            case .code: "a code was sent to the number"
            case .unspecified, .unrecognized: "how the number was shown is unknown"
            }
        return "\(outcome); \(proof)"
    }
}
