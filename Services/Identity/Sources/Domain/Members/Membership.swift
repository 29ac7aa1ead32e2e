package import MeshKernel

/// An institution that an account acts for, or is invited to, as whoever has the account sees it.
package struct Membership: Sendable, Equatable {
    /// How the account stands to it.
    package enum Standing: Sendable, Equatable {
        case joined(Member)
        case invited(Invitation)
    }

    /// The institution's account.
    package let institution: Identifier
    /// The name that was verified; its user name where none was.
    package let name: String
    /// How the account stands to it.
    package let standing: Standing

    package init(institution: Identifier, name: String, standing: Standing) {
        self.institution = institution
        self.name = name
        self.standing = standing
    }
}
