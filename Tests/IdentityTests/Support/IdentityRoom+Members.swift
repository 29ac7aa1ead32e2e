import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

extension IdentityRoom {
    var members: IdentityV1.MembersClient { IdentityV1.MembersClient(gateway) }
    var memberships: IdentityV1.MembershipsClient { IdentityV1.MembershipsClient(gateway) }

    /// An institution that was verified, and the token of the sign-in that it was registered with.
    func institution(
        _ name: String = "foxbooks", mobile: String = "13712345678", isVerified: Bool = true
    ) async throws -> (id: String, token: String) {
        let code = try #require(try await code(.register, to: mobile))
        var registration = registration(name, mobile: mobile, code: code)
        registration.accountClass = .institution
        let account = try await accounts.registerAccount(registration, options: options())
        let token = try await logIn(name).accessToken
        guard isVerified else { return (account.id, token) }
        var fields = Self.person(mobile: mobile)
        fields["real_name"] = nil
        fields["valid_until"] = nil
        for (field, value) in [
            ("holder_kind", "enterprise"), ("institution_name", "样书文化有限公司"), ("document_kind", "business_licence"),
            ("document_number", "91110000101623741K"), ("is_long_term", "yes"),
        ] {
            fields[field] = value
        }
        let dossier = try await save(fields, as: token)
        _ = try await upload(Self.writing(), to: "licence", of: dossier.id, as: token)
        _ = try await submit(dossier.id, as: token)
        try await claim(dossier.id, as: try staff())
        try await approve(dossier.id, as: try staff())
        return (account.id, try await logIn(name).accessToken)
    }

    /// Somebody with an account who acts for an institution: their account, and their own token.
    @discardableResult
    func employ(
        _ name: String, mobile: String, roles: [String], by administrator: String
    ) async throws -> (id: String, token: String) {
        let id = try await register(name, mobile: mobile).id
        time.advance(by: .seconds(60))
        let token = try await logIn(name).accessToken
        let invitation = try await invite(mobile, roles: roles, as: administrator)
        _ = try await accept(invitation.id, code: try await lastCode(to: mobile), as: token)
        return (id, token)
    }

    func invite(
        _ mobile: String, roles: [String] = ["filer"], as token: String, key: String? = nil
    ) async throws -> IdentityV1.Invitation {
        let invitation = try await members.inviteMember(
            IdentityV1.InviteMemberRequest(mobile: mobile, roles: roles), options: options(token, key: key))
        _ = try await server.sendCodes()
        return invitation
    }

    /// The code that was sent to a number last.
    func lastCode(to mobile: String) async throws -> String {
        _ = try await server.sendCodes()
        return try #require(inbox.letters(to: mobile).last?.code)
    }

    @discardableResult
    func accept(
        _ invitation: String, code: String, as token: String, key: String? = nil
    ) async throws -> IdentityV1.Membership {
        try await memberships.acceptInvitation(
            IdentityV1.AcceptInvitationRequest(invitation: invitation, code: code), options: options(token, key: key))
    }

    func signIn(for institution: String, as token: String) async throws -> IdentityV1.Session {
        try await memberships.signInFor(
            IdentityV1.SignInForRequest(institution: institution, device: "office"), options: options(token))
    }

    func list(as token: String) async throws -> IdentityV1.ListMembersResponse {
        try await members.listMembers(.init(), options: options(token))
    }

    @discardableResult
    func setRoles(_ roles: [String], of member: String, as token: String) async throws -> IdentityV1.Member {
        try await members.setMemberRoles(.init(member: member, roles: roles), options: options(token))
    }

    @discardableResult
    func suspend(_ member: String, as token: String) async throws -> IdentityV1.Member {
        try await members.suspendMember(.init(member: member), options: options(token))
    }

    @discardableResult
    func resume(_ member: String, as token: String) async throws -> IdentityV1.Member {
        try await members.resumeMember(.init(member: member), options: options(token))
    }

    func remove(_ member: String, as token: String) async throws {
        _ = try await members.removeMember(.init(member: member), options: options(token))
    }

    func leave(_ institution: String, as token: String) async throws {
        _ = try await memberships.leaveInstitution(.init(institution: institution), options: options(token))
    }

    /// A token of no sign-in for whoever acts for an institution, so that none ends: what it may do now is what a call could
    /// that was let in before.
    func unended(_ actor: String, for institution: String, roles: [String]) throws -> String {
        let now = time.wall()
        return try AccessToken(
            subject: institution, kind: "member", roles: roles, actor: actor, audience: ["identity"], issuedAt: now,
            expiresAt: now.advanced(by: .seconds(300)), identifier: "ses_none.t"
        ).signed(with: signer)
    }

    func renew(_ session: IdentityV1.Session) async throws -> IdentityV1.Session {
        try await sessions.refresh(.init(refreshToken: session.refreshToken), options: options())
    }

    /// What was done to an account of this kind, in order.
    func audit(of account: String, like pattern: String) async throws -> [String] {
        try await store.read { snapshot in
            try snapshot.rows(
                "SELECT action FROM audit WHERE account = ? AND action LIKE ? ORDER BY position", .text(account),
                .text(pattern)
            ).map { try $0.text("action") }
        }
    }
}
