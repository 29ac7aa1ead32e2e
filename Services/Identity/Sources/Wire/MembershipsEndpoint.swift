package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.Memberships` as whoever acts for institutions sees it. What an rpc does stands in `Service`.
package struct MembershipsEndpoint: IdentityV1.MembershipsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Whom the account acts for.
    package func listMemberships(
        _ request: IdentityV1.ListMembershipsRequest, context: ServerContext
    ) async throws -> IdentityV1.ListMembershipsResponse {
        try await server.answering(context) {
            let memberships = try await server.memberships(of: try context.accountIdentifier())
            return IdentityV1.ListMembershipsResponse(memberships: memberships.map { IdentityV1.Membership($0) })
        }
    }

    /// Sends another code to the number that was invited.
    package func requestInvitationCode(
        _ request: IdentityV1.RequestInvitationCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await server.answering(context) {
            IdentityV1.RequestCodeResponse(
                try await server.requestInvitationCode(
                    request.invitation, of: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// Accepts an invitation; a repetition answers the same.
    package func acceptInvitation(
        _ request: IdentityV1.AcceptInvitationRequest, context: ServerContext
    ) async throws -> IdentityV1.Membership {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.acceptInvitation(
                request.invitation, code: request.code, of: account, from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Membership($0).serialized() })
            return try IdentityV1.Membership(serialized: answer)
        }
    }

    /// Declines an invitation.
    package func declineInvitation(
        _ request: IdentityV1.DeclineInvitationRequest, context: ServerContext
    ) async throws -> IdentityV1.DeclineInvitationResponse {
        try await server.answering(context) {
            try await server.declineInvitation(request.invitation, of: try context.accountIdentifier())
            return IdentityV1.DeclineInvitationResponse()
        }
    }

    /// Ends that the account acts for an institution.
    package func leaveInstitution(
        _ request: IdentityV1.LeaveInstitutionRequest, context: ServerContext
    ) async throws -> IdentityV1.LeaveInstitutionResponse {
        try await server.answering(context) {
            try await server.leave(request.institution, try context.accountIdentifier(), from: context.origin)
            return IdentityV1.LeaveInstitutionResponse()
        }
    }

    /// Begins to act for an institution.
    package func signInFor(
        _ request: IdentityV1.SignInForRequest, context: ServerContext
    ) async throws -> IdentityV1.Session {
        try await server.answering(context) {
            IdentityV1.Session(
                try await server.signIn(
                    for: request.institution, as: try context.accountIdentifier(),
                    device: Device(name: request.device, source: context.origin.source), from: context.origin))
        }
    }
}

extension IdentityV1.Membership {
    fileprivate init(_ membership: Membership) {
        switch membership.standing {
        case .joined(let member):
            self.init(
                institution: membership.institution.text, institutionName: membership.name,
                roles: member.roles.map(\.rawValue), state: IdentityV1.MemberState(member.state),
                joinedAt: GoogleProtobuf.Timestamp(member.joinedAt))
        case .invited(let invitation):
            self.init(
                institution: membership.institution.text, institutionName: membership.name,
                roles: invitation.roles.map(\.rawValue), invitation: invitation.id.text,
                expiresAt: GoogleProtobuf.Timestamp(invitation.expiresAt))
        }
    }
}
