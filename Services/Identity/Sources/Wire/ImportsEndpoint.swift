package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.Imports` as the operator sees it.
package struct ImportsEndpoint: IdentityV1.ImportsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Makes accounts of rows; a repetition answers the same.
    package func importAccounts(
        _ request: IdentityV1.ImportAccountsRequest, context: ServerContext
    ) async throws -> IdentityV1.ImportAccountsResponse {
        try await server.answering(context) {
            let answer = try await server.importAccounts(
                request.rows.map {
                    ImportDraft(reference: $0.reference, mobile: $0.mobile, userName: $0.userName)
                }, at: Authority(request.authority), by: context.callingService,
                call: try context.idempotentRequest(
                    account: "", over: request.serialized(), serviceKey: server.key),
                answer: { outcomes in
                    IdentityV1.ImportAccountsResponse(outcomes: outcomes.map { IdentityV1.ImportOutcome($0) })
                        .serialized()
                })
            return try IdentityV1.ImportAccountsResponse(serialized: answer)
        }
    }
}

extension IdentityV1.ImportOutcome {
    fileprivate init(_ outcome: ImportOutcome) {
        switch outcome.account {
        case .success(let account):
            self.init(reference: outcome.reference, account: account.text, wasThere: outcome.wasThere)
        case .failure(let error):
            var faults: [FieldFault] = []
            if case .invalidFields(let found) = error { faults = found }
            self.init(
                reference: outcome.reference, reason: error.status.reason?.reason ?? "",
                faults: faults.map {
                    IdentityV1.FieldVerdict(
                        field: $0.field, passes: false, reason: $0.reason.word, message: $0.reason.message)
                })
        }
    }
}
