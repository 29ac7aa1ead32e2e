package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime

/// `colophon.identity.v1.Sessions` as callers see it. What an rpc does stands in `Service`.
package struct SessionsEndpoint: IdentityV1.SessionsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Signs in with a name and a password.
    package func logInWithPassword(
        _ request: IdentityV1.LogInWithPasswordRequest, context: ServerContext
    ) async throws -> IdentityV1.Session {
        try await server.answering(context) {
            IdentityV1.Session(
                try await server.logIn(
                    name: request.name, password: request.password,
                    device: Device(name: request.device, source: context.origin.source), from: context.origin))
        }
    }

    /// Signs in with a code.
    package func logInWithCode(
        _ request: IdentityV1.LogInWithCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.Session {
        try await server.answering(context) {
            IdentityV1.Session(
                try await server.logIn(
                    mobile: request.mobile, code: request.code,
                    device: Device(name: request.device, source: context.origin.source), from: context.origin))
        }
    }

    /// New tokens in the place of those before.
    package func refresh(
        _ request: IdentityV1.RefreshRequest, context: ServerContext
    ) async throws -> IdentityV1.Session {
        try await server.answering(context) {
            IdentityV1.Session(try await server.refresh(request.refreshToken, from: context.origin))
        }
    }

    /// The account's devices, oldest first.
    package func listSessions(
        _ request: IdentityV1.ListSessionsRequest, context: ServerContext
    ) async throws -> IdentityV1.ListSessionsResponse {
        try await server.answering(context) {
            let sessions = try await server.sessions(of: try context.accountIdentifier())
            return IdentityV1.ListSessionsResponse(
                devices: sessions.map { IdentityV1.ListSessionsResponse.Device($0) })
        }
    }

    /// Ends one of the account's sign-ins. An applicant gives back the one that asks; others are not theirs to know of.
    package func endSession(
        _ request: IdentityV1.EndSessionRequest, context: ServerContext
    ) async throws -> IdentityV1.EndSessionResponse {
        try await server.answering(context) {
            if let caller = context.caller, caller.subject == .applicant, caller.signIn != request.session {
                throw IdentityError.sessionNotFound
            }
            try await server.endSession(
                request.session, of: try context.accountIdentifier(), from: context.origin)
            return IdentityV1.EndSessionResponse()
        }
    }

    /// Ends all of them.
    package func endAllSessions(
        _ request: IdentityV1.EndAllSessionsRequest, context: ServerContext
    ) async throws -> IdentityV1.EndAllSessionsResponse {
        try await server.answering(context) {
            let ended = try await server.endAllSessions(of: try context.accountIdentifier(), from: context.origin)
            return IdentityV1.EndAllSessionsResponse(endedSessions: UInt32(ended))
        }
    }
}
