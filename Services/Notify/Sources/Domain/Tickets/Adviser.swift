package import MeshKernel

/// Somebody of the staff who answers questions.
package struct Adviser: Sendable, Equatable {
    /// Bounds of advisers.
    package enum Limits {
        /// Open tickets that one adviser can have.
        package static let loadMax = 50
        /// An adviser's name as accounts see it.
        package static let nameCharactersMax = 30
        /// Advisers who are on duty at once and looked at for new work.
        package static let onDutyMax = 1_000
        /// Whoever says to be there shows a token with their role, and no token is older than so many seconds.
        package static let tokenSecondsMax: Int64 = 300
    }

    /// Who it is: the staff member's identifier.
    package let id: String
    /// The name under which accounts know them.
    package let name: String
    /// Whether new work may come now.
    package let isOnDuty: Bool
    /// Open tickets.
    package let load: Int
    /// When work came last; nil for never.
    package let assignedAt: WallTime?

    package init(id: String, name: String, isOnDuty: Bool, load: Int, assignedAt: WallTime?) {
        self.id = id
        self.name = name
        self.isOnDuty = isOnDuty
        self.load = load
        self.assignedAt = assignedAt
    }

    /// Whether what the staff were at `time` says nothing about somebody who came to be on duty at `cameAt`: they
    /// showed their role since. Within a token's life nobody knows which was first.
    package static func isOutdated(_ time: WallTime, cameAt: WallTime) -> Bool {
        time.advanced(by: .seconds(Limits.tokenSecondsMax)) <= cameAt
    }

    /// Whether new work can come.
    package var isFree: Bool { isOnDuty && load < Limits.loadMax }

    /// Who gets new work: `dedicated`, who knows the account already, when that adviser is on duty and has room; else who
    /// has the least, and of those who got work longest ago, and of those the first by identifier. Nil when nobody is on
    /// duty or has room: the work waits.
    package static func chosen(of advisers: [Adviser], dedicated: String? = nil) -> Adviser? {
        let free = advisers.filter { $0.isFree }
        if let dedicated, let known = free.first(where: { $0.id == dedicated }) { return known }
        return free.min { left, right in
            let longAgo = Int64.min
            return (left.load, left.assignedAt?.milliseconds ?? longAgo, left.id)
                < (right.load, right.assignedAt?.milliseconds ?? longAgo, right.id)
        }
    }
}
