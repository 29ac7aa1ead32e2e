import MeshAPI

extension IdentityV1.MandateState {
    /// As people read it.
    var word: String {
        switch self {
        case .draft: "draft"
        case .awaitingHolder: "waits for its holder"
        case .inReview: "in review"
        case .active: "in force"
        case .declined: "declined"
        case .refused: "refused"
        case .revoked: "revoked"
        case .lapsed: "lapsed"
        case .expired: "over"
        case .unspecified, .unrecognized: "unknown"
        }
    }
}

extension IdentityV1.Authority {
    /// As people read it, and as it is named on a command line.
    var word: String { AuthorityWord.allCases.first { $0.wire == self }?.rawValue ?? "unknown" }
}
