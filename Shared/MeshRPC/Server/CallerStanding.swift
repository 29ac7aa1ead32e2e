/// What the policy says of one caller; a connection keeps it until the policy changes.
struct CallerStanding: Sendable {
    /// The policy it was made from.
    let version: Int
    /// Whether the caller speaks base ttrpc and may not.
    let isBaseRefused: Bool
    /// Whether nothing of it is answered.
    let isRefused: Bool
    /// What bounds it; nil when nothing does.
    let ledger: QuotaLedger?

    /// Of nobody yet.
    static let unknown = CallerStanding(version: -1, isBaseRefused: false, isRefused: false, ledger: nil)
}
