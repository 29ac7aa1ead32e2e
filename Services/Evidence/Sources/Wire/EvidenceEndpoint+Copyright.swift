package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

extension EvidenceEndpoint {
    /// Replaces a project's copyright settings; a repetition answers the same.
    package func setCopyright(
        _ request: EvidenceV1.SetCopyrightRequest, context: ServerContext
    ) async throws -> EvidenceV1.Copyright {
        try await server.answering(context) {
            let account = try context.requireAccount()
            let call = try context.idempotentRequest(account: account, over: request.serialized())
            let answer = try await server.setCopyright(
                CopyrightDraft(request.settings ?? EvidenceV1.CopyrightSettings()), of: request.project,
                expected: request.expectedVersion, account: account, call: call
            ) { [project = request.project] in EvidenceV1.Copyright($0, project: project).serialized() }
            return try EvidenceV1.Copyright(serialized: answer)
        }
    }

    /// One version of a project's copyright settings; an empty one when nothing was set yet.
    package func getCopyright(
        _ request: EvidenceV1.GetCopyrightRequest, context: ServerContext
    ) async throws -> EvidenceV1.Copyright {
        try await server.answering(context) {
            let version = try await server.copyright(
                of: request.project, version: request.version, account: try context.requireAccount())
            guard let version else {
                return EvidenceV1.Copyright(project: request.project, settings: EvidenceV1.CopyrightSettings())
            }
            return EvidenceV1.Copyright(version, project: request.project)
        }
    }

    /// What an application for registration would still have to ask for.
    package func getMissingFacts(
        _ request: EvidenceV1.GetMissingFactsRequest, context: ServerContext
    ) async throws -> EvidenceV1.GetMissingFactsResponse {
        try await server.answering(context) {
            let (facts, version) = try await server.missingFacts(
                of: request.project, account: try context.requireAccount())
            return EvidenceV1.GetMissingFactsResponse(
                missing: facts.map {
                    EvidenceV1.GetMissingFactsResponse.Fact(field: $0.field, description: $0.description)
                }, version: version)
        }
    }
}
