internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// Who acts for an institution as `account`; nil for whoever does not.
    func member(_ account: Identifier, of institution: Account) throws -> Member? {
        if let row = try row(
            "SELECT member, roles, state, joined_at FROM members WHERE institution = ? AND member = ?",
            SQLValue(institution.id), SQLValue(account))
        {
            return try Self.member(row, of: institution.id)
        }
        return account == institution.id ? Member(founderOf: institution) : nil
    }

    /// Everybody who acts for an institution: the sign-in that it was registered with first, then as they joined.
    func members(of institution: Account) throws -> [Member] {
        let rows = try rows(
            """
            SELECT member, roles, state, joined_at FROM members WHERE institution = ? AND member <> institution
            ORDER BY joined_at, member
            """, SQLValue(institution.id)
        ).map { try Self.member($0, of: institution.id) }
        return (try member(institution.id, of: institution).map { [$0] } ?? []) + rows
    }

    /// The institutions that an account acts for, in the order in which it joined; its own, if it is one, is left out.
    func memberships(of account: Identifier) throws -> [Member] {
        try rows(
            """
            SELECT institution, member, roles, state, joined_at FROM members WHERE member = ? AND institution <> member
            ORDER BY joined_at, institution
            """, SQLValue(account)
        ).map { try Self.member($0, of: Identifier(stored: try $0.text("institution"))) }
    }

    /// Whether somebody else than `account` is an administrator of an institution who can act.
    func hasAdministrator(of institution: Account, besides account: Identifier) throws -> Bool {
        if account != institution.id, try member(institution.id, of: institution)?.isAdministrator == true {
            return true
        }
        return try row(
            """
            SELECT 1 AS found FROM members JOIN accounts ON accounts.id = member
            WHERE institution = ? AND member <> ? AND member <> institution AND members.state = 'active'
                AND accounts.state = 'active' AND ' ' || members.roles || ' ' LIKE ? LIMIT 1
            """, SQLValue(institution.id), SQLValue(account), .text("% \(MemberRole.administrator.rawValue) %")) != nil
    }

    /// An invitation that can still be accepted; nil for one that is over.
    func invitation(_ id: Identifier) throws -> Invitation? {
        try row(
            "SELECT id, institution, mobile, roles, invited_at FROM invitations WHERE id = ?", SQLValue(id)
        ).flatMap { try openInvitation($0) }
    }

    /// An institution's open invitations, the oldest first.
    func invitations(of institution: Identifier) throws -> [Invitation] {
        try rows(
            """
            SELECT id, institution, mobile, roles, invited_at FROM invitations WHERE institution = ? ORDER BY id
            """, SQLValue(institution)
        ).compactMap { try openInvitation($0) }
    }

    /// The open invitations of whoever has a number, the oldest first.
    func invitations(to mobile: MobileNumber, key: ServiceKey) throws -> [Invitation] {
        try rows(
            """
            SELECT id, institution, mobile, roles, invited_at FROM invitations WHERE mobile_code = ? ORDER BY id
            """, .blob(key.code(ofInvited: mobile))
        ).compactMap { try openInvitation($0) }
    }

    private func openInvitation(_ row: Row) throws -> Invitation? {
        let (id, institution) = (
            Identifier(stored: try row.text("id")), Identifier(stored: try row.text("institution"))
        )
        guard let personal = try subjectKey(institution.text) else { return nil }
        let mobile = try personal.open(try row.blob("mobile"), at: SealedPlaces.invited(id))
        let invitation = Invitation(
            id: id, institution: institution, mobile: MobileNumber(stored: String(decoding: mobile, as: UTF8.self)),
            roles: try Self.roles(row), invitedAt: try row.time("invited_at"))
        return now < invitation.expiresAt ? invitation : nil
    }

    private static func member(_ row: Row, of institution: Identifier) throws -> Member {
        guard let state = Member.State(rawValue: try row.text("state")) else { throw StoreError.column("members") }
        return Member(
            institution: institution, account: Identifier(stored: try row.text("member")), roles: try roles(row),
            state: state, joinedAt: try row.time("joined_at"))
    }

    private static func roles(_ row: Row) throws -> [MemberRole] {
        try row.text("roles").split(separator: " ").map { word in
            guard let role = MemberRole(rawValue: String(word)) else { throw StoreError.column("roles") }
            return role
        }
    }
}

extension Transaction {
    /// Adds somebody who acts for an institution, or keeps what changed of them.
    func keep(_ member: Member) throws {
        try execute(
            """
            INSERT INTO members (institution, member, roles, state, joined_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (institution, member) DO UPDATE SET roles = excluded.roles, state = excluded.state
            """, SQLValue(member.institution), SQLValue(member.account),
            .text(member.roles.map(\.rawValue).joined(separator: " ")), .text(member.state.rawValue),
            SQLValue(member.joinedAt))
    }

    /// Removes somebody who acts for an institution.
    func remove(_ member: Member) throws {
        try execute(
            "DELETE FROM members WHERE institution = ? AND member = ?", SQLValue(member.institution),
            SQLValue(member.account))
    }

    /// Puts an invitation in the place of an earlier one of the same number.
    func put(_ invitation: Invitation, key: ServiceKey) throws {
        let code = SQLValue.blob(key.code(ofInvited: invitation.mobile))
        try execute(
            "DELETE FROM invitations WHERE institution = ? AND mobile_code = ?", SQLValue(invitation.institution), code)
        let personal = try makeSubjectKey(invitation.institution.text)
        try execute(
            """
            INSERT INTO invitations (id, institution, mobile, mobile_code, roles, invited_at) VALUES (?, ?, ?, ?, ?, ?)
            """,
            SQLValue(invitation.id), SQLValue(invitation.institution),
            .blob(try personal.seal(Array(invitation.mobile.text.utf8), at: SealedPlaces.invited(invitation.id))), code,
            .text(invitation.roles.map(\.rawValue).joined(separator: " ")), SQLValue(invitation.invitedAt))
    }

    /// Removes an invitation; whether it was there.
    func removeInvitation(_ id: Identifier) throws -> Bool {
        try execute("DELETE FROM invitations WHERE id = ?", SQLValue(id)) == 1
    }

    /// Ends the sign-ins in which `account`, or everybody when it is nil, acts for an institution: which, and whose.
    func endSessions(
        for institution: Identifier, of account: Identifier? = nil, _ reason: SessionFamily.End
    ) throws -> [(session: Identifier, account: Identifier)] {
        try rows(
            """
            UPDATE sessions SET ended = ? WHERE institution = ? AND ended IS NULL AND (? IS NULL OR account = ?)
            RETURNING id, account
            """, .text(reason.rawValue), SQLValue(institution), SQLValue(account?.text), SQLValue(account?.text)
        ).map { row in
            (Identifier(stored: try row.text("id")), Identifier(stored: try row.text("account")))
        }.sorted { $0.0 < $1.0 }
    }

    /// Removes everybody who acts for an account that is erased, whom it acts for, and invitations by and to it.
    func eraseMemberships(of account: Account, key: ServiceKey) throws {
        try execute(
            "DELETE FROM members WHERE institution = ? OR member = ?", SQLValue(account.id), SQLValue(account.id))
        try execute(
            "DELETE FROM invitations WHERE institution = ? OR mobile_code = ?", SQLValue(account.id),
            .blob(key.code(ofInvited: account.mobile)))
    }

    /// Removes up to `count` invitations that nobody can accept any more; how many.
    func sweepInvitations(count: Int) throws -> Int {
        let daySeconds: Int64 = 86_400
        return try execute(
            """
            DELETE FROM invitations WHERE id IN
                (SELECT id FROM invitations WHERE invited_at <= ? ORDER BY invited_at LIMIT ?)
            """, SQLValue(now.advanced(by: .seconds(-Invitation.Limits.lifeDays * daySeconds))), SQLValue(count))
    }
}
