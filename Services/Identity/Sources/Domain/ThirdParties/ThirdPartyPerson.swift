package import MeshKernel

/// Somebody as a third party knows them.
package struct ThirdPartyPerson: Sendable, Equatable {
    /// Which third party.
    package let provider: ThirdParty
    /// Its name for them.
    package let subject: String

    package init(provider: ThirdParty, subject: String) {
        self.provider = provider
        self.subject = subject
    }
}

/// A third party that can sign an account in.
package struct ThirdPartyLink: Sendable, Equatable {
    /// Which third party.
    package let provider: ThirdParty
    /// Since when.
    package let linkedAt: WallTime

    package init(provider: ThirdParty, linkedAt: WallTime) {
        self.provider = provider
        self.linkedAt = linkedAt
    }
}
