package import MeshKernel

/// Somebody who acts for an institution.
package struct Member: Sendable, Equatable {
    /// Bounds of an institution.
    package enum Limits {
        /// Those who act for one institution, suspended or not.
        package static let membersMax = 200
        /// Institutions that one account acts for.
        package static let membershipsMax = 20
    }

    /// Whether somebody may act for an institution. The raw value is what is stored.
    package enum State: String, Sendable, CaseIterable {
        case active
        /// An administrator has closed it for now.
        case suspended
    }

    /// The institution's account.
    package let institution: Identifier
    /// Who acts for it: the institution's own account for the sign-in that it was registered with.
    package let account: Identifier
    /// What they may do, in alphabetical order; never empty.
    package var roles: [MemberRole]
    /// Whether they may now.
    package var state: State
    /// Since when.
    package let joinedAt: WallTime

    package init(
        institution: Identifier, account: Identifier, roles: [MemberRole], state: State = .active, joinedAt: WallTime
    ) {
        self.institution = institution
        self.account = account
        self.roles = roles
        self.state = state
        self.joinedAt = joinedAt
    }

    /// The sign-in that an institution was registered with: its first administrator.
    package init(founderOf institution: Account) {
        self.init(
            institution: institution.id, account: institution.id, roles: [.administrator],
            joinedAt: institution.createdAt)
    }

    /// Whether it is the sign-in that the institution was registered with. It can be suspended by another administrator, but
    /// neither removed nor given other roles: the institution's account is there as long as the institution.
    package var isFounder: Bool { account == institution }

    /// Whether they are an administrator who can act.
    package var isAdministrator: Bool { state == .active && roles.contains(.administrator) }
}
