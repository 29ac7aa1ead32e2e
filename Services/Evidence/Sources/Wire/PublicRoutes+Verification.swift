internal import MeshRPC
internal import MeshRuntime

/// What a stranger may ask about seals: by number, by digest, by the file itself.
extension EvidenceServer {
    private static let questionPath = "/v1/verify"
    private static let pagePath = "/verify/"

    /// `GET /v1/verify/<number>`, `GET /v1/verify?sha256=`, `GET /v1/verify?sm3=`, `POST /v1/verify` with the file as the
    /// body, each answered in JSON; `GET /verify/<number>`, the same for people.
    var verificationRoutes: [PublicRoute] {
        [
            .get(.below(Self.questionPath + "/")) { request in
                await answeringInJSON(request) { try SealQuestion(number: request.rest) }
            },
            .get(.exactly(Self.questionPath)) { request in
                await answeringInJSON(request) { try SealQuestion(query: request.query) }
            },
            .upload(Self.questionPath, bodyBytesMax: strangersDesk.fileBytesMax) { request, upload in
                await answeringInJSON(request) {
                    var file = QuestionedFile(
                        source: AskerNetwork.name(of: request.source), desk: strangersDesk, offload: offload)
                    do {
                        try await upload.read { try await file.take($0) }
                    } catch is PublicUpload.Failure {
                        throw EvidenceError.questionTooLarge(maximumBytes: strangersDesk.fileBytesMax)
                    }
                    return try file.question()
                }
            },
            .get(.below(Self.pagePath)) { request in await page(request) },
        ]
    }

    private func answeringInJSON(
        _ request: PublicRequest, _ question: () async throws -> SealQuestion
    ) async -> PublicAnswer {
        do {
            let found = try await seals(asked: request, question)
            return PublicAnswer(
                contentType: "application/json", body: CanonicalJSON(found).encoded + [0x0A], cache: .none)
        } catch {
            return .questionRefusal(statusOutside(of: error, in: "verify"), erased: isErased(error))
        }
    }

    private func page(_ request: PublicRequest) async -> PublicAnswer {
        do {
            let found = try await seals(asked: request) { try SealQuestion(number: request.rest) }
            guard let seal = found.seals.first else { throw EvidenceError.evidenceNotFound }
            return SealPage.answer(seal)
        } catch {
            let refusal = PublicAnswer.questionRefusal(
                statusOutside(of: error, in: "verify"), erased: isErased(error))
            return SealPage.answer(
                status: refusal.status, words: statusOutside(of: error, in: "verify").message,
                retryAfterSeconds: refusal.retryAfterSeconds)
        }
    }

    private func seals(
        asked request: PublicRequest, _ question: () async throws -> SealQuestion
    ) async throws -> (seals: [EvidenceCertificate], more: Bool) {
        try await counting("stranger") {
            try strangersDesk.budget.ask(AskerNetwork.name(of: request.source))
            return try await seals(try await question(), at: strangersDesk)
        }
    }

    private func statusOutside(of error: any Error, in page: String) -> RPCError {
        error is CancellationError
            ? .unavailable("this service is going down; come again").retryAfter(.seconds(5))
            : status(of: error, in: page)
    }

    private func isErased(_ error: any Error) -> Bool {
        EvidenceError(cause: error) == .erased
    }
}

extension PublicAnswer {
    /// A refusal as a program reads it.
    fileprivate static func questionRefusal(_ error: RPCError, erased: Bool) -> PublicAnswer {
        var answer = PublicAnswer(error)
        if erased { answer.status = 410 }
        let statuses = [RefusalReason.tooManyQuestions.rawValue: 429, RefusalReason.fileTooLarge.rawValue: 413]
        if let status = error.reason.flatMap({ statuses[$0.reason] }) { answer.status = status }
        var members: [CanonicalJSON.Member] = [
            .init("reason", .string(error.reason?.reason ?? error.code.name)), .init("message", .string(error.message)),
        ]
        if let field = error.fieldViolations.first?.field { members.append(.init("field", .string(field))) }
        if let seconds = answer.retryAfterSeconds {
            members.append(.init("retryAfterSeconds", .number(UInt64(max(0, seconds)))))
        }
        answer.contentType = "application/json"
        answer.body = CanonicalJSON.object([.init("error", .object(members))]).encoded + [0x0A]
        return answer
    }
}
