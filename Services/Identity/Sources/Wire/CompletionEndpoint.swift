package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.Completion` as callers see it. What an rpc does stands in `Service`.
package struct CompletionEndpoint: IdentityV1.CompletionService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// What is still missing.
    package func getCompletion(
        _ request: IdentityV1.GetCompletionRequest, context: ServerContext
    ) async throws -> IdentityV1.AccountCompletion {
        try await server.answering(context) {
            let completion = try await server.completion(of: try context.accountIdentifier())
            return IdentityV1.AccountCompletion(
                complete: completion.missing.isEmpty, imported: completion.isImported,
                missing: completion.missing.map(\.rawValue))
        }
    }

    /// Sends a code to where an imported account is to be reached.
    package func requestCompletionCode(
        _ request: IdentityV1.RequestCompletionCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await server.answering(context) {
            let address: CodeDraft.Address =
                switch request.recipient {
                case .mobile(let text): .mobile(text)
                case .email(let text): .email(text)
                case nil: .none
                }
            return IdentityV1.RequestCodeResponse(
                try await server.requestCompletionCode(
                    address, of: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// Completes an imported account; a repetition answers the same.
    package func completeAccount(
        _ request: IdentityV1.CompleteAccountRequest, context: ServerContext
    ) async throws -> IdentityV1.Account {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.complete(
                CompletionDraft(
                    accountClass: request.accountClass.word, userName: request.userName,
                    institutionName: request.institutionName, mobile: request.mobile,
                    mobileCode: request.mobileCode, email: request.email, emailCode: request.emailCode,
                    acceptsTerms: request.acceptsTerms),
                of: account, from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Account($0).serialized() })
            return try IdentityV1.Account(serialized: answer)
        }
    }
}
