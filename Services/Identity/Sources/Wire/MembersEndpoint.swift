package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.Members` as administrators of institutions see it. What an rpc does stands in `Service`.
package struct MembersEndpoint: IdentityV1.MembersService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Invites somebody; a repetition answers the same.
    package func inviteMember(
        _ request: IdentityV1.InviteMemberRequest, context: ServerContext
    ) async throws -> IdentityV1.Invitation {
        try await server.answering(context) {
            let speaker = try context.institutionSpeaker()
            let answer = try await server.invite(
                InvitationDraft(mobile: request.mobile, roles: request.roles), by: speaker, from: context.origin,
                call: try context.idempotentRequest(
                    account: speaker.institution.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Invitation($0).serialized() })
            return try IdentityV1.Invitation(serialized: answer)
        }
    }

    /// Takes an invitation back.
    package func cancelInvitation(
        _ request: IdentityV1.CancelInvitationRequest, context: ServerContext
    ) async throws -> IdentityV1.CancelInvitationResponse {
        try await server.answering(context) {
            try await server.cancelInvitation(request.invitation, by: try context.institutionSpeaker())
            return IdentityV1.CancelInvitationResponse()
        }
    }

    /// Everybody who acts for the institution.
    package func listMembers(
        _ request: IdentityV1.ListMembersRequest, context: ServerContext
    ) async throws -> IdentityV1.ListMembersResponse {
        try await server.answering(context) {
            let (members, invitations) = try await server.members(of: try context.institutionSpeaker())
            return IdentityV1.ListMembersResponse(
                members: members.map { IdentityV1.Member($0, $1) },
                invitations: invitations.map { IdentityV1.Invitation($0) })
        }
    }

    /// Puts other roles in the place of somebody's.
    package func setMemberRoles(
        _ request: IdentityV1.SetMemberRolesRequest, context: ServerContext
    ) async throws -> IdentityV1.Member {
        try await server.answering(context) {
            let (member, account) = try await server.setRoles(
                request.roles, of: request.member, by: try context.institutionSpeaker(), from: context.origin)
            return IdentityV1.Member(member, account)
        }
    }

    /// Keeps somebody from acting for the institution for now.
    package func suspendMember(
        _ request: IdentityV1.SuspendMemberRequest, context: ServerContext
    ) async throws -> IdentityV1.Member {
        try await server.answering(context) {
            let (member, account) = try await server.suspend(
                request.member, by: try context.institutionSpeaker(), from: context.origin)
            return IdentityV1.Member(member, account)
        }
    }

    /// Lets somebody act for the institution again.
    package func resumeMember(
        _ request: IdentityV1.ResumeMemberRequest, context: ServerContext
    ) async throws -> IdentityV1.Member {
        try await server.answering(context) {
            let (member, account) = try await server.resume(
                request.member, by: try context.institutionSpeaker(), from: context.origin)
            return IdentityV1.Member(member, account)
        }
    }

    /// Ends that somebody acts for the institution.
    package func removeMember(
        _ request: IdentityV1.RemoveMemberRequest, context: ServerContext
    ) async throws -> IdentityV1.RemoveMemberResponse {
        try await server.answering(context) {
            try await server.remove(request.member, by: try context.institutionSpeaker(), from: context.origin)
            return IdentityV1.RemoveMemberResponse()
        }
    }
}

extension IdentityV1.Invitation {
    fileprivate init(_ invitation: Invitation) {
        self.init(
            id: invitation.id.text, maskedMobile: Masking.mobile(invitation.mobile.text),
            roles: invitation.roles.map(\.rawValue), expiresAt: GoogleProtobuf.Timestamp(invitation.expiresAt))
    }
}

extension IdentityV1.Member {
    fileprivate init(_ member: Member, _ account: Account) {
        self.init(
            account: member.account.text, userName: account.userName.text,
            maskedMobile: Masking.mobile(account.mobile.text), roles: member.roles.map(\.rawValue),
            state: IdentityV1.MemberState(member.state), founding: member.isFounder,
            joinedAt: GoogleProtobuf.Timestamp(member.joinedAt))
    }
}

extension IdentityV1.MemberState {
    init(_ state: Member.State) {
        self =
            switch state {
            case .active: .active
            case .suspended: .suspended
            }
    }
}
