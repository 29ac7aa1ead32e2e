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
        memberChanged: { member, isRemoved in
            IdentityV1.MemberChanged(
                institution: member.institution.text, member: member.account.text,
                state: isRemoved ? "removed" : member.state.rawValue,
                roles: isRemoved ? [] : member.roles.map(\.rawValue)
            ).serialized()
        },
        reviewerChanged: {
            IdentityV1.ReviewerChanged(dossier: $0.id.text, reviewer: $0.review.reviewer?.text ?? "").serialized()
        },
        dossierExtended: {
            IdentityV1.DossierExtended(
                dossier: $0.id.text, account: $0.account.text, authority: $0.authority.rawValue,
                deadline: $0.review.deadline?.day.text ?? ""
            ).serialized()
        },
        mobileFreed: { account, wasOwn, holders in
            IdentityV1.MobileFreed(account: account.text, wasOwn: wasOwn, holders: holders.map(\.text)).serialized()
        },
        dossierRefused: {
            IdentityV1.DossierRefused(
                dossier: $0.id.text, account: $0.account.text, authority: $0.authority.rawValue,
                isFinal: $0.review.state == .failed
            ).serialized()
        },
        mandateChanged: { mandate in
            IdentityV1.MandateChanged(
                mandate: mandate.id.text, agent: mandate.agent.text, holder: mandate.confirmedHolder?.id.text ?? "",
                holderAccount: mandate.confirmedHolder?.account.text ?? "",
                state: IdentityV1.MandateState(mandate.state)
            ).serialized()
        },
        staffChanged: {
            IdentityV1.StaffChanged(account: $0.id.text, roles: $0.roles.map(\.rawValue)).serialized()
        },
        calendarAnnounced: { year in
            IdentityV1.CalendarAnnounced(
                year: UInt32(year.year),
                days: year.exceptions.map { IdentityV1.CalendarDay(day: $0.day.text, working: $0.isWorking) }
            ).serialized()
        })
}
