package import MeshStore

/// What this service tells the others. What an account is to be told does not go this way but as an errand: it comes
/// after where the account is reached, and says what no event may.
package enum IdentityEvents {
    /// Somebody has an account now.
    package static let registered = EventType(
        name: "account.registered", readers: ["billing", "evidence", "registry", "market", "operator"])

    /// Somebody has another password.
    package static let passwordChanged = EventType(name: "account.password.changed", readers: ["operator"])

    /// A sign-in is over: nobody believes its access tokens any more, this service neither.
    package static let sessionEnded = EventType(
        name: "session.ended", readers: ["identity", "billing", "evidence", "registry", "market", "notify", "operator"])

    /// A right holder has a new verified version.
    package static let holderVerified = EventType(
        name: "holder.verified", readers: ["billing", "evidence", "registry", "market", "operator"])

    /// Somebody acts for an institution from now on, otherwise, or no more.
    package static let memberChanged = EventType(
        name: "member.changed", readers: ["billing", "evidence", "registry", "market", "operator"])

    /// A dossier was refused, for good or to be corrected.
    package static let dossierRefused = EventType(name: "dossier.refused", readers: ["operator"])

    /// Another of the staff has a dossier, or nobody.
    package static let reviewerChanged = EventType(name: "dossier.reviewer.changed", readers: ["operator"])

    /// The review of a dossier takes longer.
    package static let dossierExtended = EventType(name: "dossier.extended", readers: ["operator"])

    /// A number is an account's no more, nor its right holders'.
    package static let mobileFreed = EventType(
        name: "mobile.freed", readers: ["billing", "evidence", "registry", "market", "operator"])

    /// An account was erased: whoever keeps something personal of it does its part.
    package static let erased = EventType(
        name: "account.erased", readers: ["billing", "evidence", "registry", "market", "notify", "operator"])

    /// A mandate of an agent stands elsewhere.
    package static let mandateChanged = EventType(
        name: "mandate.changed", readers: ["billing", "evidence", "registry", "market", "operator"])

    /// Somebody may do something else for the house from now on, or nothing any more: who cannot answer questions gets
    /// none.
    package static let staffChanged = EventType(name: "staff.changed", readers: ["notify", "operator"])

    /// Staff have announced the working days of a year: whoever counts office hours knows it, too.
    package static let calendarAnnounced = EventType(name: "calendar.announced", readers: ["notify", "operator"])

    /// All of them.
    package static let all = [
        registered, passwordChanged, sessionEnded, holderVerified, dossierRefused, erased, memberChanged,
        reviewerChanged, dossierExtended, mobileFreed, mandateChanged, staffChanged, calendarAnnounced,
    ]
}
