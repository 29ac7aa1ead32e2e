/// How many jobs of a kind each share has in hand.
struct JobShares {
    private var inHand: [String: Int] = [:]
    private var passedOver: [String: Int] = [:]
    private let most: Int

    /// As the store has them now; a share may have `most`.
    init(_ snapshot: Snapshot, _ kind: String, _ most: Int) throws(StoreError) {
        self.most = most
        // As many as workers have in hand, which is bounded by what they claim.
        for row in try snapshot.rows(
            "SELECT reference FROM jobs WHERE kind = ? AND state = 'running'", .text(kind))
        {
            inHand[Self.share(of: try row.text("reference")), default: 0] += 1
        }
    }

    /// Takes one more of the share that `reference` names; false when it has as many as it may.
    mutating func take(_ reference: String) -> Bool {
        let share = Self.share(of: reference)
        guard inHand[share, default: 0] < most else { return false }
        inHand[share, default: 0] += 1
        return true
    }

    /// Passes over one more of the share that `reference` names; true beyond the first few, which stay where they are so
    /// that the share goes on when it has room.
    mutating func passOver(_ reference: String) -> Bool {
        let share = Self.share(of: reference)
        passedOver[share, default: 0] += 1
        return passedOver[share, default: 0] > Limits.passedOverJobsKept
    }

    private static func share(of reference: String) -> String {
        String(reference.prefix { $0 != "/" })
    }
}
