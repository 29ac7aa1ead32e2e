internal import Logging
package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime

/// `colophon.evidence.v1.Evidence` as callers see it: turns messages into the domain's words and back, and refusals into
/// statuses. What an rpc does stands in `Service`.
package struct EvidenceEndpoint: EvidenceV1.EvidenceService {
    let server: EvidenceServer
    let logger: Logger

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
        logger = server.logger
    }

    /// Creates a project of the account; a repetition answers the same.
    package func createProject(
        _ request: EvidenceV1.CreateProjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.Project {
        try await answering(context) {
            let account = try context.requireAccount()
            let call = try context.idempotentRequest(account: account, over: request.serialized())
            let answer = try await server.createProject(titled: ProjectTitle(request.title), of: account, call: call) {
                EvidenceV1.Project($0).serialized()
            }
            return try EvidenceV1.Project(serialized: answer)
        }
    }

    /// One project of the account; another account's is not there.
    package func getProject(
        _ request: EvidenceV1.GetProjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.Project {
        try await answering(context) {
            let project = try await server.project(request.project, of: try context.requireAccount())
            return EvidenceV1.Project(project)
        }
    }

    /// A page of the account's projects, oldest first.
    package func listProjects(
        _ request: EvidenceV1.ListProjectsRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListProjectsResponse {
        try await answering(context) {
            let page = try await server.projects(
                of: try context.requireAccount(), size: request.pageSize, token: request.pageToken)
            return EvidenceV1.ListProjectsResponse(
                projects: page.rows.map { EvidenceV1.Project($0) }, nextPageToken: page.next)
        }
    }

    /// Seals one file that comes in pieces; a repetition answers the same.
    package func submit(
        _ requests: RequestStream<EvidenceV1.SubmitRequest>, context: ServerContext
    ) async throws -> EvidenceV1.SubmitResponse {
        try await answering(context) {
            let account = try context.requireAccount()
            // A call without its key is refused before its bytes come.
            _ = try context.idempotentRequest(account: account)
            let origin = server.identity.origin
            let answer = try await server.submit(
                requests.map { try SubmissionPart($0) }, of: account, trace: context.trace.traceparent,
                call: { header, digests in
                    try context.idempotentRequest(
                        account: account, over: EvidenceV1.SubmitRequest.Header(header).serialized(), digests.sha256)
                },
                told: SealedItemBytes(
                    answer: { item in
                        EvidenceV1.SubmitResponse(evidence: EvidenceV1.EvidenceItem(item, origin: origin)).serialized()
                    }, event: { EvidenceV1.EvidenceSealed($0).serialized() }))
            return try EvidenceV1.SubmitResponse(serialized: answer)
        }
    }

    /// One sealed item of the account, by identifier or number; another account's is not there.
    package func getEvidence(
        _ request: EvidenceV1.GetEvidenceRequest, context: ServerContext
    ) async throws -> EvidenceV1.EvidenceItem {
        try await answering(context) {
            let item = try await server.evidence(EvidenceReference(request), of: try context.requireAccount())
            return EvidenceV1.EvidenceItem(item, origin: server.identity.origin)
        }
    }

    /// A page of the account's sealed items, of one project or of all, oldest first.
    package func listEvidence(
        _ request: EvidenceV1.ListEvidenceRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListEvidenceResponse {
        try await answering(context) {
            let page = try await server.evidence(
                of: try context.requireAccount(), project: request.project, size: request.pageSize,
                token: request.pageToken)
            let origin = server.identity.origin
            return EvidenceV1.ListEvidenceResponse(
                items: page.rows.map { EvidenceV1.EvidenceItem($0, origin: origin) }, nextPageToken: page.next)
        }
    }

    /// The proof bundle of one item of the account, in pieces.
    package func getBundle(
        _ request: EvidenceV1.GetBundleRequest, responses: ResponseWriter<EvidenceV1.BundleChunk>,
        context: ServerContext
    ) async throws {
        try await answering(context) {
            let (name, bytes) = try await server.bundle(
                EvidenceReference(request), of: try context.requireAccount(),
                witnessedWithin: try request.wait.limit(context.deadline, now: server.time.monotonic()))
            for start in stride(from: 0, to: bytes.count, by: Limits.bundleChunkBytesMax) {
                let piece = Array(bytes[start..<min(start + Limits.bundleChunkBytesMax, bytes.count)])
                try await responses.write(
                    EvidenceV1.BundleChunk(
                        fileName: start == 0 ? name : "", size: start == 0 ? UInt64(bytes.count) : 0, data: piece))
            }
        }
    }

    /// Runs a call and turns what it refuses into a status; what nobody foresaw is logged and told without its details.
    private func answering<T>(_ context: ServerContext, _ body: () async throws -> T) async throws(RPCError) -> T {
        do {
            return try await body()
        } catch let error as RPCError {
            throw error
        } catch is CancellationError {
            throw .cancelled("the call was cancelled")
        } catch {
            if let meaning = EvidenceError(cause: error) {
                if case .logBroken = meaning {
                    logger.critical("the log does not add up", metadata: ["fault": "\(error)"])
                }
                throw meaning.status
            }
            logger.error("\(context.method.name) failed", metadata: ["error": "\(error)"])
            throw .internal("\(context.method.name) failed for a reason of ours")
        }
    }
}
