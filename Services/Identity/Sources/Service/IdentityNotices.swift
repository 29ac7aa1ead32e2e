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
    /// Of `dossier.refused`.
    let dossierRefused: @Sendable (Dossier) -> [UInt8]
}

/// A sign-in that is over.
struct EndedSession: Sendable, Equatable {
    let session: Identifier
    let account: Identifier
    let reason: SessionFamily.End
}
