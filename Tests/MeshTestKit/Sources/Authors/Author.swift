package import MeshAPI
import MeshCrypto
import MeshKernel
package import MeshRPC

/// An account at a running evidence service, and what it can do there.
package struct Author: Sendable {
    /// The largest chunk that `Submit` takes, by its contract.
    package static let chunkBytesMax = 262_144

    /// The service.
    package let evidence: EvidenceV1.EvidenceClient
    /// The signed token that names the account.
    package let authorization: String

    /// An account at the service that `client` dials.
    package init(_ client: RPCClient, authorization: String) {
        evidence = EvidenceV1.EvidenceClient(client)
        self.authorization = authorization
    }

    /// Options of one call for this account, with a key for methods that need one.
    package func options(key: String? = nil, seconds: Int64 = 60) -> CallOptions {
        CallOptions(timeout: .seconds(seconds), idempotencyKey: key, authorization: authorization)
    }

    /// A key that nobody else has.
    package static func freshKey() -> String { Hexadecimal.encode(SystemRandom().bytes(16)) }

    /// The id of a new project.
    package func createProject(_ title: String = "Works") async throws -> String {
        try await evidence.createProject(
            EvidenceV1.CreateProjectRequest(title: title), options: options(key: Self.freshKey())
        ).id
    }

    /// Seals `bytes` under `name`.
    package func submit(
        _ bytes: [UInt8], name: String, project: String, key: String = freshKey()
    ) async throws -> EvidenceV1.EvidenceItem {
        let answer = try await send(bytes, Self.header(project: project, name: name, size: bytes.count), key: key)
        guard let item = answer.evidence else { throw RPCError.internal("the answer names no evidence") }
        return item
    }

    /// Seals `bytes` under `name`, and asks for the proof with the answer.
    package func submitProven(
        _ bytes: [UInt8], name: String, project: String, key: String = freshKey()
    ) async throws -> (item: EvidenceV1.EvidenceItem, proof: EvidenceV1.SealProof) {
        let header = EvidenceV1.SubmitRequest.Header(
            project: project, name: name, size: UInt64(bytes.count), withProof: true)
        let answer = try await send(bytes, EvidenceV1.SubmitRequest(part: .header(header)), key: key)
        guard let item = answer.evidence else { throw RPCError.internal("the answer names no evidence") }
        guard let proof = answer.proof else { throw RPCError.internal("the answer has no proof") }
        return (item, proof)
    }

    private func send(
        _ bytes: [UInt8], _ header: EvidenceV1.SubmitRequest, key: String
    ) async throws -> EvidenceV1.SubmitResponse {
        try await evidence.submit(options: options(key: key)) { writer in
            try await writer.write(header)
            var rest = bytes[...]
            while !rest.isEmpty {
                try await writer.write(Self.chunk(Array(rest.prefix(Self.chunkBytesMax))))
                rest = rest.dropFirst(Self.chunkBytesMax)
            }
            try await writer.write(Self.digest(Digest.sha256(bytes)))
        }
    }

    /// Everything sealed in `project`, or by the account when it is empty, in the service's order.
    package func items(project: String = "") async throws -> [EvidenceV1.EvidenceItem] {
        var items: [EvidenceV1.EvidenceItem] = []
        var token = ""
        repeat {
            let page = try await evidence.listEvidence(
                EvidenceV1.ListEvidenceRequest(project: project, pageSize: 200, pageToken: token), options: options())
            items += page.items
            token = page.nextPageToken
        } while !token.isEmpty
        return items
    }

    /// The proof bundle of an item.
    package func bundle(of id: String) async throws -> [UInt8] {
        try await evidence.getBundle(EvidenceV1.GetBundleRequest(which: .id(id)), options: options()) { chunks in
            var bytes: [UInt8] = []
            for try await chunk in chunks { bytes += chunk.data }
            return bytes
        }
    }

    /// The first message of a submission.
    package static func header(project: String, name: String, size: Int) -> EvidenceV1.SubmitRequest {
        EvidenceV1.SubmitRequest(
            part: .header(EvidenceV1.SubmitRequest.Header(project: project, name: name, size: UInt64(size))))
    }

    /// A message with bytes of the file.
    package static func chunk(_ bytes: [UInt8]) -> EvidenceV1.SubmitRequest {
        EvidenceV1.SubmitRequest(part: .chunk(bytes))
    }

    /// The last message of a submission.
    package static func digest(_ sha256: [UInt8]) -> EvidenceV1.SubmitRequest {
        EvidenceV1.SubmitRequest(part: .digest(EvidenceV1.SubmitRequest.Digest(sha256: sha256)))
    }
}
