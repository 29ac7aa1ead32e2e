internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// The institutions that an account acts for, and those that have invited its number.
    func memberships(of id: Identifier) async throws -> [Membership] {
        try await store.read { [key] snapshot in
            guard let account = try snapshot.account(id) else { throw IdentityError.accountNotFound }
            let joined = try snapshot.memberships(of: id).map { ($0.institution, Membership.Standing.joined($0)) }
            let invited = try snapshot.invitations(to: account.mobile, key: key).map {
                ($0.institution, Membership.Standing.invited($0))
            }
            return try (joined + invited).compactMap { institution, standing in
                try snapshot.account(institution).map {
                    Membership(institution: institution, name: try snapshot.name(of: $0), standing: standing)
                }
            }
        }
    }

    /// Sends another code to the number that was invited, which is the account's.
    func requestInvitationCode(
        _ text: String, of account: Identifier, from origin: CallOrigin
    ) async throws -> RequestedCode {
        let id = try Self.invitationIdentifier(text)
        let code = drawnCode()
        return try await store.write { [key] transaction in
            let (_, invitation) = try transaction.invitation(id, to: account, key: key)
            return try issue(
                code, for: .joinInstitution, to: .mobile(invitation.mobile), boundTo: id.text, from: origin,
                isSent: true, in: transaction)
        }
    }

    /// Accepts an invitation with the code that was sent to the invited number. Returns the answer's bytes: the first call's
    /// when this one repeats it.
    func acceptInvitation(
        _ text: String, code: String, of id: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Membership) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let invitationID = try Self.invitationIdentifier(text)
        guard OneTimeCode.isWellFormed(code) else {
            throw IdentityError.invalidFields([FieldFault(field: "code", reason: code.isEmpty ? .empty : .malformed)])
        }
        // A wrong code counts, so it is tried where nothing undoes that, and used up where everything else is right.
        let isRight = try await store.write { [key] transaction in
            let (_, invitation) = try transaction.invitation(invitationID, to: id, key: key)
            return try transaction.tryCode(
                code, for: .joinInstitution, recipient: .mobile(invitation.mobile), boundTo: invitationID.text,
                spends: false, key: key)
        }
        guard isRight else { throw IdentityError.codeRefused }
        return try await store.once(call) { [key] transaction in
            let (account, invitation) = try transaction.invitation(invitationID, to: id, key: key)
            guard
                try transaction.tryCode(
                    code, for: .joinInstitution, recipient: .mobile(invitation.mobile), boundTo: invitationID.text,
                    spends: true, key: key)
            else { throw IdentityError.codeRefused }
            // An institution acts through others and not for them; staff act for nobody but the house.
            guard account.accountClass == .individual else { throw IdentityError.memberUnfit }
            guard let institution = try transaction.account(invitation.institution), institution.state == .active else {
                throw IdentityError.invitationNotFound
            }
            guard try transaction.member(id, of: institution) == nil else { throw IdentityError.alreadyMember }
            guard try transaction.members(of: institution).count < Member.Limits.membersMax else {
                throw IdentityError.membersFull(maximum: Member.Limits.membersMax)
            }
            guard try transaction.memberships(of: id).count < Member.Limits.membershipsMax else {
                throw IdentityError.membershipsFull(maximum: Member.Limits.membershipsMax)
            }
            _ = try transaction.removeInvitation(invitationID)
            let member = Member(
                institution: institution.id, account: id, roles: invitation.roles, joinedAt: transaction.now)
            try transaction.keep(member)
            try tellChanged(
                member, as: .memberJoined, InstitutionSpeaker(institution: institution.id, account: id), from: origin,
                in: transaction)
            let membership = Membership(
                institution: institution.id, name: try transaction.name(of: institution), standing: .joined(member))
            return SavedAnswer(status: 0, body: answer(membership))
        }.body
    }

    /// Declines an invitation; one that is over stays so.
    func declineInvitation(_ text: String, of account: Identifier) async throws {
        let id = try Self.invitationIdentifier(text)
        try await store.write { [key] transaction in
            let invitation: Invitation
            do {
                invitation = try transaction.invitation(id, to: account, key: key).invitation
            } catch IdentityError.invitationNotFound {
                return
            }
            guard try transaction.removeInvitation(id) else { return }
            try audit(
                .invitationDeclined, InstitutionSpeaker(institution: invitation.institution, account: account),
                object: id.text, in: transaction)
        }
    }

    /// Ends that an account acts for an institution; whoever does not stays so.
    func leave(_ text: String, _ account: Identifier, from origin: CallOrigin) async throws {
        let id = try Self.institutionIdentifier(text)
        try await store.write { transaction in
            guard let institution = try transaction.account(id),
                let member = try transaction.member(account, of: institution)
            else { return }
            try remove(
                member, of: institution, as: .memberLeft, InstitutionSpeaker(institution: id, account: account),
                from: origin, in: transaction)
        }
    }

    /// A sign-in in which an account acts for an institution. Throws `IdentityError.memberNotFound` for whoever does not,
    /// suspended or never there, and `.institutionNotVerified` where nobody has verified it.
    func signIn(
        for text: String, as id: Identifier, device: Device, from origin: CallOrigin
    ) async throws -> SessionGrant {
        let institutionID = try Self.institutionIdentifier(text)
        var draft = draftSession(device)
        draft.institution = institutionID
        let sealed = draft
        let (family, standing) = try await store.write { transaction in
            guard let account = try transaction.account(id), account.state == .active else {
                throw IdentityError.accountNotFound
            }
            guard let institution = try transaction.account(institutionID), institutionID != id,
                let member = try transaction.member(id, of: institution), member.state == .active
            else { throw IdentityError.memberNotFound }
            guard institution.verification == .verified else { throw IdentityError.institutionNotVerified }
            let family = try open(sealed, of: account, from: origin, in: transaction)
            return (family, SignInStanding.acting(member, for: institution))
        }
        return try grant(family, as: standing, tokenKey: sealed.tokenKey)
    }

    /// Takes what an account that is to be erased does for institutions from it, and what others do for it, ending the
    /// sign-ins in which they do. Throws `IdentityError.lastAdministrator`, so that no institution is left without one.
    func endMemberships(of account: Account, by actor: Identifier, from origin: CallOrigin, in transaction: Transaction)
        throws
    {
        for member in try transaction.memberships(of: account.id) {
            guard let institution = try transaction.account(member.institution) else { continue }
            try remove(
                member, of: institution, as: .memberLeft,
                InstitutionSpeaker(institution: institution.id, account: actor), from: origin, in: transaction)
        }
        let ended = try transaction.endSessions(for: account.id, .revoked)
        try tell(
            ended.map { EndedSession(session: $0.session, account: $0.account, reason: .revoked) }, actor: actor.text,
            trace: origin.trace, in: transaction)
        for member in try transaction.members(of: account) where !member.isFounder {
            try transaction.append(
                Event(
                    type: IdentityEvents.memberChanged, aggregate: account.id.text,
                    payload: notices.memberChanged(member, true), trace: origin.trace))
            try audit(
                .memberRemoved, InstitutionSpeaker(institution: account.id, account: actor),
                object: member.account.text, in: transaction)
        }
        try transaction.eraseMemberships(of: account, key: key)
    }

    private static func institutionIdentifier(_ text: String) throws(IdentityError) -> Identifier {
        guard let id = Identifier(text, kind: .account) else { throw .memberNotFound }
        return id
    }
}

/// For whom a sign-in's tokens speak.
enum SignInStanding: Sendable {
    /// Whoever signed in, for themselves.
    case own(Account)
    /// Somebody for an institution.
    case acting(Member, for: Account)
}

extension Snapshot {
    /// For whom a sign-in speaks now; nil when it may not any more.
    func standing(of session: StoredSession) throws -> SignInStanding? {
        guard let account = try account(session.family.account), account.state == .active else { return nil }
        guard let id = session.institution else { return try mayFoundersSignIn(account) ? .own(account) : nil }
        guard let institution = try self.account(id), institution.state == .active,
            institution.verification == .verified, let member = try member(account.id, of: institution),
            member.state == .active
        else { return nil }
        return .acting(member, for: institution)
    }

    /// Whether the sign-in that an institution was registered with is not suspended; true for everybody else.
    func mayFoundersSignIn(_ account: Account) throws -> Bool {
        guard account.accountClass == .institution else { return true }
        return try member(account.id, of: account)?.state == .active
    }

    /// An open invitation of the number that an account has, and the account. Throws `IdentityError.invitationNotFound` for
    /// one of another number too.
    fileprivate func invitation(
        _ id: Identifier, to account: Identifier, key: ServiceKey
    ) throws -> (account: Account, invitation: Invitation) {
        guard let account = try self.account(account), account.state == .active else {
            throw IdentityError.accountNotFound
        }
        guard let invitation = try invitation(id), invitation.mobile == account.mobile else {
            throw IdentityError.invitationNotFound
        }
        return (account, invitation)
    }

    /// What an institution is called: the name that was verified, else its user name.
    func name(of institution: Account) throws -> String {
        try verifiedHolder(.account(institution.id), at: institution.authority)?.name ?? institution.userName.text
    }
}
