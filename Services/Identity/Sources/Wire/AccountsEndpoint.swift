package import MeshAPI
internal import MeshCrypto
internal import MeshKernel
package import MeshRPC
package import MeshRuntime

/// `colophon.identity.v1.Accounts` as callers see it. What an rpc does stands in `Service`.
package struct AccountsEndpoint: IdentityV1.AccountsService {
    private let server: IdentityServer
    private let tokens: TokenVerifier

    /// Offers what `server` does; `tokens` says which sign-in a caller speaks in.
    package init(_ server: IdentityServer, tokens: TokenVerifier) {
        self.server = server
        self.tokens = tokens
    }

    /// Sends a code.
    package func requestCode(
        _ request: IdentityV1.RequestCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await server.answering(context) {
            IdentityV1.RequestCodeResponse(try await server.requestCode(CodeDraft(request), from: context.origin))
        }
    }

    /// Makes an account; a repetition answers the same.
    package func registerAccount(
        _ request: IdentityV1.RegisterAccountRequest, context: ServerContext
    ) async throws -> IdentityV1.Account {
        try await server.answering(context) {
            let answer = try await server.register(
                RegistrationDraft(request), from: context.origin,
                call: try context.idempotentRequest(account: "", over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Account($0).serialized() })
            return try IdentityV1.Account(serialized: answer)
        }
    }

    /// Sets another password with a code; a repetition answers the same.
    package func resetPassword(
        _ request: IdentityV1.ResetPasswordRequest, context: ServerContext
    ) async throws -> IdentityV1.ResetPasswordResponse {
        try await server.answering(context) {
            let answer = try await server.resetPassword(
                PasswordReset(request), from: context.origin,
                call: try context.idempotentRequest(account: "", over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.ResetPasswordResponse(endedSessions: UInt32($0)).serialized() })
            return try IdentityV1.ResetPasswordResponse(serialized: answer)
        }
    }

    /// The account that has signed in, and for whom it acts, which its token says.
    package func whoAmI(_ request: IdentityV1.WhoAmIRequest, context: ServerContext) async throws -> IdentityV1.Account
    {
        try await server.answering(context) {
            var account = IdentityV1.Account(try await server.whoAmI(try context.accountIdentifier()))
            if let token = try? tokens.verify(context.metadata["authorization"]), token.actor != nil,
                let institution = Identifier(token.subject, kind: .account)
            {
                account.acting = IdentityV1.Acting(
                    institution: institution.text, institutionName: try await server.nameOfInstitution(institution),
                    roles: token.roles)
            }
            return account
        }
    }

    /// Sets another password; a repetition answers the same.
    package func changePassword(
        _ request: IdentityV1.ChangePasswordRequest, context: ServerContext
    ) async throws -> IdentityV1.ChangePasswordResponse {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.changePassword(
                PasswordChange(
                    present: request.password, new: request.newPassword, repeated: request.newPasswordRepeated),
                of: account, in: callingSignIn(context), from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.ChangePasswordResponse(endedSessions: UInt32($0)).serialized() })
            return try IdentityV1.ChangePasswordResponse(serialized: answer)
        }
    }

    /// The sign-in that a caller's token is of; nil for tokens of none, and when it has ended meanwhile.
    private func callingSignIn(_ context: ServerContext) -> Identifier? {
        guard (try? tokens.verify(context.metadata["authorization"])) != nil else { return nil }
        return context.caller?.signIn.flatMap { Identifier($0, kind: .session) }
    }
}
