package import MeshKernel

/// Something that happened to an account and that its owner is told, in case it was not they.
package struct SafetyNotice: Sendable, Equatable {
    /// What happened. The raw value is what is stored.
    package enum Event: String, Sendable, CaseIterable {
        /// Somebody signed in on a device, or from a network, that the account has not seen before.
        case newDevice = "new_device"
        /// The password is another one.
        case passwordChanged = "password_changed"
        /// An earlier refresh token came back, so that a sign-in was ended.
        case refreshReused = "refresh_reused"
        /// Sign-ins failed so often that no further one is looked at for a while.
        case locked
        /// The mobile number is another one.
        case mobileChanged = "mobile_changed"
        /// The mobile number is somebody else's now, and the account has none.
        case mobileFreed = "mobile_freed"
        /// The e-mail address is another one.
        case emailChanged = "email_changed"
        /// A third party can sign in.
        case thirdPartyLinked = "third_party_linked"
        /// A third party can sign in no more.
        case thirdPartyUnlinked = "third_party_unlinked"
        /// Somebody acts for the institution from now on, otherwise, or no more.
        case membersChanged = "members_changed"
        /// Somebody asks to act for its right holder.
        case agencyAsked = "agency_asked"
        /// An agent may act from now on, for it or as it.
        case agencyBegan = "agency_began"
        /// An agent may act no more, or never could.
        case agencyEnded = "agency_ended"
        /// Everything personal is being erased.
        case erased
    }

    /// What happened.
    package let event: Event
    /// When.
    package let at: WallTime

    /// A notice of something that happened at `time`.
    package init(_ event: Event, at time: WallTime) {
        self.event = event
        at = time
    }
}
