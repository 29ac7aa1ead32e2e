internal import MeshAPI
internal import MeshKernel

extension IdentityNotices {
    /// As the events' messages have them.
    package static let onWire = IdentityNotices(
        registered: { IdentityV1.AccountRegistered(account: $0.id.text).serialized() },
        passwordChanged: { IdentityV1.PasswordChanged(account: $0.id.text).serialized() },
        sessionEnded: {
            IdentityV1.SessionEnded(session: $0.session.text, account: $0.account.text, reason: $0.reason.rawValue)
                .serialized()
        },
        holderVerified: {
            IdentityV1.HolderVerified(
                holder: $0.id.text, account: $0.account.text, authority: $0.authority.rawValue,
                version: UInt32($0.version)
            ).serialized()
        },
        erased: { IdentityV1.AccountErased(account: $0.text).serialized() },
        dossierRefused: {
            IdentityV1.DossierRefused(
                dossier: $0.id.text, account: $0.account.text, authority: $0.authority.rawValue,
                isFinal: $0.review.state == .failed
            ).serialized()
        })
}
