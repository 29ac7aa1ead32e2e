package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.Dossiers` as callers see it. What an rpc does stands in `Service`.
package struct DossiersEndpoint: IdentityV1.DossiersService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Judges fields one by one.
    package func validateFields(
        _ request: IdentityV1.ValidateFieldsRequest, context: ServerContext
    ) async throws -> IdentityV1.ValidateFieldsResponse {
        try await server.answering(context) {
            let verdicts = try await server.validate(DossierQuestion(request))
            return IdentityV1.ValidateFieldsResponse(
                verdicts: verdicts.map { verdict in
                    IdentityV1.FieldVerdict(
                        field: verdict.field, fault: verdict.fault,
                        note: verdict.note.map { IdentityV1.FieldNote(field: verdict.field, $0) })
                })
        }
    }

    /// The words that are promised.
    package func getNotice(
        _ request: IdentityV1.GetNoticeRequest, context: ServerContext
    ) async throws -> IdentityV1.Notice {
        try await server.answering(context) {
            let notice = try server.notice(at: Authority(request.authority))
            return IdentityV1.Notice(
                authority: IdentityV1.Authority(notice.authority), version: notice.version, textZh: notice.chinese,
                textEn: notice.english)
        }
    }

    /// Keeps what was filled in so far.
    package func saveDraft(
        _ request: IdentityV1.SaveDraftRequest, context: ServerContext
    ) async throws -> IdentityV1.Dossier {
        try await server.answering(context) {
            IdentityV1.Dossier(
                try await server.saveDraft(
                    DossierWriting(request.entries), at: Authority(request.authority), resets: request.reset,
                    of: try context.accountIdentifier(), from: context.origin), today: server.today)
        }
    }

    /// The account's latest dossier at an authority.
    package func getDossier(
        _ request: IdentityV1.GetDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.Dossier {
        try await server.answering(context) {
            IdentityV1.Dossier(
                try await server.dossier(at: Authority(request.authority), of: try context.accountIdentifier()),
                today: server.today)
        }
    }

    /// Takes a picture that comes in pieces.
    package func uploadDocument(
        _ requests: RequestStream<IdentityV1.UploadDocumentRequest>, context: ServerContext
    ) async throws -> IdentityV1.Document {
        try await server.answering(context) {
            IdentityV1.Document(
                try await server.upload(
                    requests.map { try DocumentPart($0) }, of: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// Hands a draft in; a repetition answers the same.
    package func submitDossier(
        _ request: IdentityV1.SubmitDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.Dossier {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.submit(
                request.dossier, code: request.mobileCode, disputing: request.disputed, of: account,
                from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { [today = server.today] in IdentityV1.Dossier($0, today: today).serialized() })
            return try IdentityV1.Dossier(serialized: answer)
        }
    }

    /// Corrects a dossier and hands it in again; a repetition answers the same.
    package func correctDossier(
        _ request: IdentityV1.CorrectDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.Dossier {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.correct(
                request.dossier, DossierWriting(request.entries), code: request.mobileCode,
                disputing: request.disputed, of: account,
                from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { [today = server.today] in IdentityV1.Dossier($0, today: today).serialized() })
            return try IdentityV1.Dossier(serialized: answer)
        }
    }

    /// Sends a code to the address that a dossier is to name.
    package func requestDossierEmailCode(
        _ request: IdentityV1.RequestDossierEmailCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestDossierEmailCodeResponse {
        try await server.answering(context) {
            let requested = try await server.requestDossierEmailCode(
                to: request.email, at: Authority(request.authority), of: try context.accountIdentifier(),
                from: context.origin)
            return IdentityV1.RequestDossierEmailCodeResponse(
                maskedRecipient: requested.recipient.masked, expiresAt: GoogleProtobuf.Timestamp(requested.expiresAt),
                resendAt: GoogleProtobuf.Timestamp(requested.resendAt))
        }
    }

    /// Takes a dossier back.
    package func withdrawDossier(
        _ request: IdentityV1.WithdrawDossierRequest, context: ServerContext
    ) async throws -> IdentityV1.Dossier {
        try await server.answering(context) {
            IdentityV1.Dossier(
                try await server.withdraw(
                    request.dossier, of: try context.accountIdentifier(), from: context.origin), today: server.today)
        }
    }
}

extension DossierQuestion {
    init(_ request: IdentityV1.ValidateFieldsRequest) {
        self.init(
            authority: Authority(request.authority), entries: request.entries.map { ($0.field, $0.value) },
            asked: request.fields)
    }
}
