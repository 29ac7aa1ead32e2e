package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.Staff` as the operator sees it.
package struct StaffEndpoint: IdentityV1.StaffService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Gives an account a role.
    package func grantRole(
        _ request: IdentityV1.GrantRoleRequest, context: ServerContext
    ) async throws -> IdentityV1.StaffMember {
        try await server.answering(context) {
            IdentityV1.StaffMember(
                try await server.grant(
                    request.role, to: request.account, by: context.callingService, from: context.origin))
        }
    }

    /// Takes a role from an account.
    package func withdrawRole(
        _ request: IdentityV1.WithdrawRoleRequest, context: ServerContext
    ) async throws -> IdentityV1.StaffMember {
        try await server.answering(context) {
            IdentityV1.StaffMember(
                try await server.withdraw(
                    request.role, from: request.account, by: context.callingService, context.origin))
        }
    }

    /// A page of the staff.
    package func listStaff(
        _ request: IdentityV1.ListStaffRequest, context: ServerContext
    ) async throws -> IdentityV1.ListStaffResponse {
        try await server.answering(context) {
            let page = try await server.staff(size: request.pageSize, token: request.pageToken)
            return IdentityV1.ListStaffResponse(
                members: page.rows.map { IdentityV1.StaffMember($0) }, nextPageToken: page.next)
        }
    }
}

extension IdentityV1.StaffMember {
    /// An account as the operator sees it.
    fileprivate init(_ account: Account) {
        self.init(
            account: account.id.text, userName: account.userName.text,
            maskedMobile: Masking.mobile(account.mobile.text), roles: account.roles.map(\.rawValue),
            createdAt: GoogleProtobuf.Timestamp(account.createdAt))
    }
}
