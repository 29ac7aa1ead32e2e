package import MeshKernel

/// A sign-in with what proves it to others.
package struct SessionGrant: Sendable, Equatable {
    /// The sign-in.
    package let family: SessionFamily
    /// A signed token that names the account, for a few minutes.
    package let accessToken: String
    /// When that is over.
    package let accessExpiresAt: WallTime
    /// What gets the next one.
    package let refreshToken: String

    package init(family: SessionFamily, accessToken: String, accessExpiresAt: WallTime, refreshToken: String) {
        self.family = family
        self.accessToken = accessToken
        self.accessExpiresAt = accessExpiresAt
        self.refreshToken = refreshToken
    }
}

/// One device of an account's list.
package struct ListedSession: Sendable, Equatable {
    /// The sign-in.
    package let family: SessionFamily
    /// Where it is.
    package let device: Device

    package init(family: SessionFamily, device: Device) {
        self.family = family
        self.device = device
    }
}
