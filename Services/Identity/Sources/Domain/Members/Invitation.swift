package import MeshKernel

/// An invitation to act for an institution. It goes to a mobile number, whoever has it.
package struct Invitation: Sendable, Equatable {
    /// Bounds of one.
    package enum Limits {
        /// How long it can be accepted.
        package static let lifeDays: Int64 = 7
        /// Open ones of one institution.
        package static let openMax = 50
    }

    /// Its identifier, `inv_…`.
    package let id: Identifier
    /// The institution's account.
    package let institution: Identifier
    /// Who is invited.
    package let mobile: MobileNumber
    /// What they may do once they accept.
    package let roles: [MemberRole]
    /// When it was made.
    package let invitedAt: WallTime

    package init(
        id: Identifier, institution: Identifier, mobile: MobileNumber, roles: [MemberRole], invitedAt: WallTime
    ) {
        self.id = id
        self.institution = institution
        self.mobile = mobile
        self.roles = roles
        self.invitedAt = invitedAt
    }

    /// From when on it can be accepted no more.
    package var expiresAt: WallTime {
        let daySeconds: Int64 = 86_400
        return invitedAt.advanced(by: .seconds(Limits.lifeDays * daySeconds))
    }
}
