package import MeshKernel

/// What a number was taken from.
package struct FreedMobile: Sendable, Equatable {
    /// The account that was signed in to by it; nil when none was.
    package let owner: Identifier?
    /// The right holders that had it, by whose account they are.
    package let holders: [Identifier: [Identifier]]
    /// The invitations that had gone to it, which are over, in order.
    package let invitations: [CancelledInvitation]

    /// An invitation that nobody can accept any more.
    package struct CancelledInvitation: Sendable, Equatable {
        /// `inv_…`.
        package let id: Identifier
        /// The institution's account.
        package let institution: Identifier

        package init(id: Identifier, institution: Identifier) {
            self.id = id
            self.institution = institution
        }
    }

    package init(
        owner: Identifier?, holders: [Identifier: [Identifier]], invitations: [CancelledInvitation] = []
    ) {
        self.owner = owner
        self.holders = holders
        self.invitations = invitations
    }

    /// Everybody who is concerned, in order.
    package var accounts: [Identifier] { Set(Array(holders.keys) + (owner.map { [$0] } ?? [])).sorted() }
}
