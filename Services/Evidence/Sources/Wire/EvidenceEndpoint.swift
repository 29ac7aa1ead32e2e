package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import MeshTLS
internal import ProtobufC

/// `colophon.evidence.v1.Evidence` as callers see it: turns messages into the domain's words and back, and refusals into
/// statuses. What an rpc does stands in `Service`.
package struct EvidenceEndpoint: EvidenceV1.EvidenceService {
    let server: EvidenceServer
    private let former: FormerLog?

    /// Offers what `server` does; items that it does not have are looked for at `former`.
    package init(_ server: EvidenceServer, former: FormerLog? = nil) {
        self.server = server
        self.former = former
    }

    /// Creates a project of the account; a repetition answers the same.
    package func createProject(
        _ request: EvidenceV1.CreateProjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.Project {
        try await server.answering(context) {
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
        try await server.answering(context) {
            let project = try await server.project(request.project, of: try context.requireAccount())
            return EvidenceV1.Project(project)
        }
    }

    /// A page of the account's projects, oldest first.
    package func listProjects(
        _ request: EvidenceV1.ListProjectsRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListProjectsResponse {
        try await server.answering(context) {
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
        try await server.answering(context) {
            let account = try context.requireAccount()
            // A call without its key is refused before its bytes come.
            let turn = IdempotentTurn(try context.idempotentRequest(account: account))
            let answer = try await server.submit(
                requests.map { try SubmissionPart($0) }, of: try context.author, trace: context.trace.traceparent,
                turn: turn,
                call: { header, digests in
                    try context.idempotentRequest(
                        account: account, over: EvidenceV1.SubmitRequest.Header(header).serialized(), digests.sha256)
                }, told: sealedBytes, silenced: { context.abandon(EvidenceError.senderSilent) })
            return try await response(to: answer, account: account)
        }
    }

    /// The answer with the proof that goes with it.
    private func response(to answer: SealAnswer, account: String) async throws -> EvidenceV1.SubmitResponse {
        var response = try EvidenceV1.SubmitResponse(serialized: answer.bytes)
        switch answer.proof {
        case .notAsked: break
        case .fresh(let proof): response.proof = EvidenceV1.SealProof(proof)
        case .kept:
            let id = response.evidence?.id ?? ""
            response.proof = try await server.proof(ofItem: id, account: account).map { EvidenceV1.SealProof($0) }
        }
        return response
    }

    /// One sealed item of the account, by identifier or number; another account's is not there.
    package func getEvidence(
        _ request: EvidenceV1.GetEvidenceRequest, context: ServerContext
    ) async throws -> EvidenceV1.EvidenceItem {
        try await server.answering(context) {
            try await former.orElse {
                let item = try await server.evidence(EvidenceReference(request), of: try context.requireAccount())
                return EvidenceV1.EvidenceItem(item, origin: server.identity.origin)
            } there: { former in
                try await former.item(request, context)
            }
        }
    }

    /// Seals the files of one stream in their order, each with an answer of its own; a repetition answers the same.
    package func submitMany(
        _ requests: RequestStream<EvidenceV1.SubmitRequest>, context: ServerContext
    ) async throws -> EvidenceV1.SubmitManyResponse {
        try await server.answering(context) {
            let account = try context.requireAccount()
            _ = try context.idempotentRequest(account: account)
            let results = try await server.submitMany(
                requests.map { try SubmissionPart($0) }, of: try context.author, trace: context.trace.traceparent,
                turn: { IdempotentTurn(try context.idempotentRequest(account: account, position: $0)) },
                call: { position, header, digests in
                    try context.idempotentRequest(
                        account: account, position: position,
                        over: EvidenceV1.SubmitRequest.Header(header).serialized(), digests.sha256)
                }, told: sealedBytes, silenced: { context.abandon(EvidenceError.senderSilent) })
            var told: [EvidenceV1.SubmitManyResponse.Result] = []
            for result in results {
                switch result {
                case .success(let answer):
                    let response = try await response(to: answer, account: account)
                    told.append(
                        EvidenceV1.SubmitManyResponse.Result(
                            outcome: .evidence(response.evidence ?? EvidenceV1.EvidenceItem()), proof: response.proof))
                case .failure(let error):
                    let status = server.status(of: error, in: context.method.name)
                    told.append(
                        EvidenceV1.SubmitManyResponse.Result(
                            outcome: .error(
                                GoogleRPC.Status(
                                    code: status.code.rawValue, message: status.message, details: status.details))))
                }
            }
            return EvidenceV1.SubmitManyResponse(results: told)
        }
    }

    /// What a sealed item is told as.
    private var sealedBytes: SealedItemBytes {
        let origin = server.identity.origin
        return SealedItemBytes(
            answer: { item in
                EvidenceV1.SubmitResponse(evidence: EvidenceV1.EvidenceItem(item, origin: origin)).serialized()
            }, event: { EvidenceV1.EvidenceSealed($0).serialized() })
    }

    /// A page of the account's sealed items, of one project or of all, oldest first.
    package func listEvidence(
        _ request: EvidenceV1.ListEvidenceRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListEvidenceResponse {
        try await server.answering(context) {
            let page = try await server.evidence(
                of: try context.requireAccount(), filter: EvidenceFilter(request), size: request.pageSize,
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
        try await server.answering(context) {
            try await former.orElse {
                let (name, bytes) = try await server.bundle(
                    EvidenceReference(request), of: try context.requireAccount(), by: try context.custodyActor,
                    witnessedWithin: try request.wait.limit(context.deadline, now: server.time.monotonic()))
                try await Self.write(bytes, named: name, to: responses)
            } there: { former in
                try await former.bundle(request, to: responses, context)
            }
        }
    }

    /// Ends a version of a project's chain and gives the whole chain, in pieces; a repetition gives the same chain.
    package func sealChain(
        _ request: EvidenceV1.SealChainRequest, responses: ResponseWriter<EvidenceV1.BundleChunk>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            let account = try context.requireAccount()
            var export = try await server.sealChain(
                request.project, of: try context.author,
                call: try context.idempotentRequest(account: account, over: request.serialized()),
                trace: context.trace.traceparent, event: { EvidenceV1.ChainSealed($0).serialized() })
            let outlet = ArchiveOutlet(named: export.fileName, to: responses)
            try await export.write { try await outlet.take($0) }
            try await outlet.end()
        }
    }

    private static func write(
        _ bytes: [UInt8], named name: String, to responses: ResponseWriter<EvidenceV1.BundleChunk>
    ) async throws {
        for start in stride(from: 0, to: bytes.count, by: Limits.bundleChunkBytesMax) {
            let piece = Array(bytes[start..<min(start + Limits.bundleChunkBytesMax, bytes.count)])
            try await responses.write(
                EvidenceV1.BundleChunk(
                    fileName: start == 0 ? name : "", size: start == 0 ? UInt64(bytes.count) : 0, data: piece))
        }
    }
}

extension ServerContext {
    /// Who has something sealed.
    fileprivate var author: SealAuthor {
        get throws(RPCError) {
            SealAuthor(account: try requireAccount(), isSignedIn: caller?.signIn != nil, person: caller?.actor)
        }
    }
}
