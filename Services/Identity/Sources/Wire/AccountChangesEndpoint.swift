package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.AccountChanges` as callers see it. What an rpc does stands in `Service`.
package struct AccountChangesEndpoint: IdentityV1.AccountChangesService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Sends a code to where the account is to be reached.
    package func requestChangeCode(
        _ request: IdentityV1.RequestChangeCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await server.answering(context) {
            let address: CodeDraft.Address =
                switch request.recipient {
                case .mobile(let text): .mobile(text)
                case .email(let text): .email(text)
                case nil: .none
                }
            return IdentityV1.RequestCodeResponse(
                try await server.requestChangeCode(
                    address, of: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// Puts another number in the place of the account's; a repetition answers the same.
    package func changeMobile(
        _ request: IdentityV1.ChangeMobileRequest, context: ServerContext
    ) async throws -> IdentityV1.Account {
        try await server.answering(context) {
            try await change(
                ContactChange(address: .mobile(request.mobile), code: request.code, password: request.password),
                over: request.serialized(), context)
        }
    }

    /// Gives the account an e-mail address, or another; a repetition answers the same.
    package func changeEmail(
        _ request: IdentityV1.ChangeEmailRequest, context: ServerContext
    ) async throws -> IdentityV1.Account {
        try await server.answering(context) {
            try await change(
                ContactChange(address: .email(request.email), code: request.code, password: request.password),
                over: request.serialized(), context)
        }
    }

    /// Gives the account another user name; a repetition answers the same.
    package func changeUserName(
        _ request: IdentityV1.ChangeUserNameRequest, context: ServerContext
    ) async throws -> IdentityV1.Account {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.change(
                UserNameChange(name: request.userName, password: request.password), of: account, from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Account($0).serialized() })
            return try IdentityV1.Account(serialized: answer)
        }
    }

    /// What the account says of itself.
    package func getProfile(
        _ request: IdentityV1.GetProfileRequest, context: ServerContext
    ) async throws -> IdentityV1.Profile {
        try await server.answering(context) {
            guard let found = try await server.profile(of: try context.accountIdentifier()) else {
                return IdentityV1.Profile()
            }
            return IdentityV1.Profile(found.profile, changedAt: found.changedAt)
        }
    }

    /// Puts a profile in the place of the one before.
    package func setProfile(
        _ request: IdentityV1.SetProfileRequest, context: ServerContext
    ) async throws -> IdentityV1.Profile {
        try await server.answering(context) {
            let profile = try Profile(displayName: request.displayName, introduction: request.introduction)
            let changedAt = try await server.setProfile(
                profile, of: try context.accountIdentifier(), from: context.origin)
            return IdentityV1.Profile(profile, changedAt: changedAt)
        }
    }

    private func change(
        _ change: ContactChange, over body: [UInt8], _ context: ServerContext
    ) async throws -> IdentityV1.Account {
        let account = try context.accountIdentifier()
        let answer = try await server.change(
            change, of: account, from: context.origin,
            call: try context.idempotentRequest(account: account.text, over: body, serviceKey: server.key),
            answer: { IdentityV1.Account($0).serialized() })
        return try IdentityV1.Account(serialized: answer)
    }
}

extension IdentityV1.Profile {
    fileprivate init(_ profile: Profile, changedAt: WallTime) {
        self.init(
            displayName: profile.displayName, introduction: profile.introduction,
            changedAt: GoogleProtobuf.Timestamp(changedAt))
    }
}
