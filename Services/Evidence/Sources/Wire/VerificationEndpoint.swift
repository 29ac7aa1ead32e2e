package import MeshAPI
package import MeshRPC
internal import MeshTLS

/// `colophon.evidence.v1.Verification` as callers see it. Each calling service has a budget of its own.
package struct VerificationEndpoint: EvidenceV1.VerificationService {
    private let server: EvidenceServer

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// The seal of one number.
    package func verifyNumber(
        _ request: EvidenceV1.VerifyNumberRequest, context: ServerContext
    ) async throws -> EvidenceV1.PublicSeal {
        try await answering(context) {
            let found = try await server.seals(try SealQuestion(number: request.number), at: server.callersDesk)
            guard let seal = found.seals.first else { throw EvidenceError.evidenceNotFound }
            return EvidenceV1.PublicSeal(seal)
        }
    }

    /// The seals of a file whose digest is known.
    package func verifyDigest(
        _ request: EvidenceV1.VerifyDigestRequest, context: ServerContext
    ) async throws -> EvidenceV1.PublicSeals {
        try await answering(context) {
            let question: SealQuestion
            switch request.digest {
            case nil: throw EvidenceError.missingQuestion
            case .sha256(let digest)?: question = try SealQuestion(sha256: digest)
            case .sm3(let digest)?: question = try SealQuestion(sm3: digest)
            }
            return EvidenceV1.PublicSeals(try await server.seals(question, at: server.callersDesk))
        }
    }

    /// The seals of a file that is sent whole, in pieces; nothing of it is kept.
    package func verifyFile(
        _ requests: RequestStream<EvidenceV1.VerifyFileRequest>, context: ServerContext
    ) async throws -> EvidenceV1.PublicSeals {
        try await answering(context) {
            var file = QuestionedFile(
                source: context.peer?.service, desk: server.callersDesk, offload: server.offload)
            for try await request in requests {
                guard !request.chunk.isEmpty else { throw EvidenceError.emptyChunk }
                guard request.chunk.count <= Submission.Limits.chunkBytesMax else {
                    throw EvidenceError.chunkTooLarge(maximumBytes: Submission.Limits.chunkBytesMax)
                }
                try await file.take(request.chunk)
            }
            return EvidenceV1.PublicSeals(try await server.seals(try file.question(), at: server.callersDesk))
        }
    }

    private func answering<T>(_ context: ServerContext, _ body: () async throws -> T) async throws -> T {
        try await server.answering(context) {
            try await server.counting("caller") {
                try server.callersDesk.budget.ask(context.peer?.service)
                return try await body()
            }
        }
    }
}

extension EvidenceServer {
    /// Counts how a question of an `asker` ended.
    func counting<T>(_ asker: String, _ body: () async throws -> T) async throws -> T {
        do {
            let answer = try await body()
            report?.asked(asker, "found")
            return answer
        } catch {
            report?.asked(asker, EvidenceError(cause: error)?.questionOutcome ?? "failed")
            throw error
        }
    }
}

extension EvidenceError {
    /// How a question ended that was refused so, in the words of the counter.
    fileprivate var questionOutcome: String {
        if [.evidenceNotFound, .digestNotFound, .erased].contains(self) { return "not-found" }
        if case .tooManyQuestions = self { return "too-many" }
        if case .tooBusy = self { return "too-many" }
        if case .logBroken = self { return "failed" }
        return "refused"
    }
}
