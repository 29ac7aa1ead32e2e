package import MeshKernel

/// What a number was taken from.
package struct FreedMobile: Sendable, Equatable {
    /// The account that was signed in to by it; nil when none was.
    package let owner: Identifier?
    /// The right holders that had it, by whose account they are.
    package let holders: [Identifier: [Identifier]]

    package init(owner: Identifier?, holders: [Identifier: [Identifier]]) {
        self.owner = owner
        self.holders = holders
    }

    /// Everybody who is concerned, in order.
    package var accounts: [Identifier] { Set(Array(holders.keys) + (owner.map { [$0] } ?? [])).sorted() }
}
