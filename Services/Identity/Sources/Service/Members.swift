internal import MeshKernel
internal import MeshStore

/// Who speaks for an institution: itself, or somebody who acts for it.
struct InstitutionSpeaker: Sendable {
    /// The institution's account.
    let institution: Identifier
    /// The account behind the sign-in; the institution's own for the sign-in that it was registered with.
    let account: Identifier
}

extension IdentityServer {
    /// Invites whoever has a number to act for an institution, and sends a code there. Returns the answer's bytes: the first
    /// call's when this one repeats it.
    func invite(
        _ draft: InvitationDraft, by speaker: InstitutionSpeaker, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Invitation) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let (mobile, roles) = try draft.checked()
        let id = identifiers.next(.invitation)
        let code = drawnCode()
        return try await store.once(call) { [key] transaction in
            let institution = try transaction.institution(of: speaker)
            let open = try transaction.invitations(of: institution.id).filter { $0.mobile != mobile }
            guard open.count < Invitation.Limits.openMax else {
                throw IdentityError.invitationsFull(maximum: Invitation.Limits.openMax)
            }
            guard try transaction.members(of: institution).count < Member.Limits.membersMax else {
                throw IdentityError.membersFull(maximum: Member.Limits.membersMax)
            }
            let invitation = Invitation(
                id: id, institution: institution.id, mobile: mobile, roles: roles, invitedAt: transaction.now)
            try transaction.put(invitation, key: key)
            _ = try issue(
                code, for: .joinInstitution, to: .mobile(mobile), boundTo: id.text, from: origin, isSent: true,
                in: transaction)
            try audit(.memberInvited, speaker, object: id.text, in: transaction)
            return SavedAnswer(status: 0, body: answer(invitation))
        }.body
    }

    /// Takes an invitation back; one that is over stays so.
    func cancelInvitation(_ text: String, by speaker: InstitutionSpeaker) async throws {
        let id = try Self.invitationIdentifier(text)
        try await store.write { transaction in
            let institution = try transaction.institution(of: speaker)
            guard let invitation = try transaction.invitation(id), invitation.institution == institution.id,
                try transaction.removeInvitation(id)
            else { return }
            try audit(.invitationCancelled, speaker, object: id.text, in: transaction)
        }
    }

    /// Everybody who acts for an institution, and the invitations that are open.
    func members(
        of speaker: InstitutionSpeaker
    ) async throws -> (members: [(member: Member, account: Account)], invitations: [Invitation]) {
        try await store.read { snapshot in
            let institution = try snapshot.institution(of: speaker)
            let members = try snapshot.members(of: institution).compactMap { member in
                try snapshot.account(member.account).map { (member, $0) }
            }
            return (members, try snapshot.invitations(of: institution.id))
        }
    }

    /// Puts other roles in the place of somebody's; those that they have already change nothing.
    func setRoles(
        _ words: [String], of text: String, by speaker: InstitutionSpeaker, from origin: CallOrigin
    ) async throws -> (member: Member, account: Account) {
        let roles = try MemberRole.read(words)
        return try await change(text, by: speaker, from: origin) { member in
            guard member.roles != roles else { return nil }
            guard !member.isFounder else { throw IdentityError.foundingMember }
            member.roles = roles
            return .memberRolesChanged
        }
    }

    /// Keeps somebody from acting for an institution for now; suspending again changes nothing.
    func suspend(
        _ text: String, by speaker: InstitutionSpeaker, from origin: CallOrigin
    ) async throws -> (member: Member, account: Account) {
        try await change(text, by: speaker, from: origin) { member in
            guard member.state != .suspended else { return nil }
            member.state = .suspended
            return .memberSuspended
        }
    }

    /// Lets somebody act for an institution again.
    func resume(
        _ text: String, by speaker: InstitutionSpeaker, from origin: CallOrigin
    ) async throws -> (member: Member, account: Account) {
        try await change(text, by: speaker, from: origin) { member in
            guard member.state != .active else { return nil }
            member.state = .active
            return .memberResumed
        }
    }

    /// Ends that somebody acts for an institution; who does not stays so.
    func remove(_ text: String, by speaker: InstitutionSpeaker, from origin: CallOrigin) async throws {
        let id = try Self.memberIdentifier(text)
        try await store.write { transaction in
            let institution = try transaction.institution(of: speaker)
            guard let member = try transaction.member(id, of: institution) else { return }
            try remove(member, of: institution, as: .memberRemoved, speaker, from: origin, in: transaction)
        }
    }

    /// Ends that a member acts for an institution. Throws `IdentityError.foundingMember` and `.lastAdministrator`.
    func remove(
        _ member: Member, of institution: Account, as action: AuditAction, _ speaker: InstitutionSpeaker,
        from origin: CallOrigin, in transaction: Transaction
    ) throws {
        guard !member.isFounder else { throw IdentityError.foundingMember }
        try transaction.requireAdministrator(of: institution, without: member)
        try transaction.remove(member)
        try tellChanged(member, isRemoved: true, as: action, speaker, from: origin, in: transaction)
    }

    /// Keeps that a member is there from now on, or is no more, or otherwise: ends the sign-ins that say otherwise, and tells
    /// of it, also the institution.
    func tellChanged(
        _ member: Member, isRemoved: Bool = false, as action: AuditAction, _ speaker: InstitutionSpeaker,
        from origin: CallOrigin, in transaction: Transaction
    ) throws {
        let ended =
            member.isFounder
            ? try transaction.endSessions(of: member.institution, .revoked)
            : try transaction.endSessions(for: member.institution, of: member.account, .revoked).map(\.session)
        try tell(
            ended.map { EndedSession(session: $0, account: member.account, reason: .revoked) },
            actor: speaker.account.text, trace: origin.trace, in: transaction)
        try transaction.append(
            Event(
                type: IdentityEvents.memberChanged, aggregate: member.institution.text,
                payload: notices.memberChanged(member, isRemoved), trace: origin.trace))
        let roles = isRemoved ? [] : member.roles.map(\.rawValue)
        try audit(
            action, speaker, object: ([member.account.text] + roles).joined(separator: " "), in: transaction)
        try tell(member.institution, of: .membersChanged, in: transaction)
    }

    /// Changes somebody who acts for an institution by `step`, which says what was done, and nil when nothing was.
    private func change(
        _ text: String, by speaker: InstitutionSpeaker, from origin: CallOrigin,
        _ step: @escaping @Sendable (inout Member) throws -> AuditAction?
    ) async throws -> (member: Member, account: Account) {
        let id = try Self.memberIdentifier(text)
        return try await store.write { transaction in
            let institution = try transaction.institution(of: speaker)
            guard let before = try transaction.member(id, of: institution), let account = try transaction.account(id)
            else { throw IdentityError.memberNotFound }
            var member = before
            guard let action = try step(&member) else { return (before, account) }
            if !member.isAdministrator { try transaction.requireAdministrator(of: institution, without: before) }
            try transaction.keep(member)
            try tellChanged(member, as: action, speaker, from: origin, in: transaction)
            return (member, account)
        }
    }

    /// Writes down what was done to an institution, by whoever spoke for it.
    func audit(
        _ action: AuditAction, _ speaker: InstitutionSpeaker, object: String, in transaction: Transaction
    ) throws {
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: speaker.institution.text, actor: speaker.account.text, action: action,
                object: object), key: key)
    }

    static func invitationIdentifier(_ text: String) throws(IdentityError) -> Identifier {
        guard let id = Identifier(text, kind: .invitation) else { throw .invalidInvitationID }
        return id
    }

    private static func memberIdentifier(_ text: String) throws(IdentityError) -> Identifier {
        guard let id = Identifier(text, kind: .account) else { throw .memberNotFound }
        return id
    }
}

extension Snapshot {
    /// The institution that an administrator speaks for. A call that was let in before they ceased to be one is refused
    /// here, so that of two who suspend each other one stays. Throws `IdentityError.notInstitution` and
    /// `.notAdministrator`.
    func institution(of speaker: InstitutionSpeaker) throws -> Account {
        guard let institution = try account(speaker.institution), institution.state == .active,
            institution.accountClass == .institution
        else { throw IdentityError.notInstitution }
        guard try member(speaker.account, of: institution)?.isAdministrator == true,
            try account(speaker.account)?.state == .active
        else { throw IdentityError.notAdministrator }
        return institution
    }

    /// Refuses to leave an institution without an administrator. Throws `IdentityError.lastAdministrator`.
    func requireAdministrator(of institution: Account, without member: Member) throws {
        guard try !member.isAdministrator || hasAdministrator(of: institution, besides: member.account) else {
            throw IdentityError.lastAdministrator
        }
    }
}
