internal import MeshKernel

/// The payloads of this service's events, in bytes. Wire makes them, for messages stop there.
package struct IdentityNotices: Sendable {
    /// Of `account.registered`.
    let registered: @Sendable (Account) -> [UInt8]
    /// Of `account.password.changed`.
    let passwordChanged: @Sendable (Account) -> [UInt8]
    /// Of `session.ended`.
    let sessionEnded: @Sendable (EndedSession) -> [UInt8]
    /// Of `holder.verified`.
    let holderVerified: @Sendable (VerifiedHolder) -> [UInt8]
    /// Of `account.erased`.
    let erased: @Sendable (Identifier) -> [UInt8]
    /// Of `member.changed`; whether they were removed.
    let memberChanged: @Sendable (Member, Bool) -> [UInt8]
    /// Of `dossier.reviewer.changed`.
    let reviewerChanged: @Sendable (Dossier) -> [UInt8]
    /// Of `dossier.extended`.
    let dossierExtended: @Sendable (Dossier) -> [UInt8]
    /// Of `mobile.freed`: the account, whether it was signed in to by the number, and its right holders who had it.
    let mobileFreed: @Sendable (Identifier, Bool, [Identifier]) -> [UInt8]
    /// Of `dossier.refused`.
    let dossierRefused: @Sendable (Dossier) -> [UInt8]
    /// Of `mandate.changed`.
    let mandateChanged: @Sendable (Mandate) -> [UInt8]
    /// Of `staff.changed`.
    let staffChanged: @Sendable (Account) -> [UInt8]
    /// Of `calendar.announced`.
    let calendarAnnounced: @Sendable (CalendarYear) -> [UInt8]
}

/// A sign-in that is over.
struct EndedSession: Sendable, Equatable {
    let session: Identifier
    let account: Identifier
    let reason: SessionFamily.End
}
