import Evidence
import MeshAPI
import MeshRPC

extension EvidenceRoom {
    /// Seals a project's chain and takes the whole of it.
    func chain(
        of project: String, account: String = "acc_a", key: String? = nil
    ) async throws -> (name: String, bytes: [UInt8]) {
        try await client.sealChain(EvidenceV1.SealChainRequest(project: project), options: options(account, key: key)) {
            chunks in
            var name = ""
            var bytes: [UInt8] = []
            for try await chunk in chunks {
                if bytes.isEmpty { name = chunk.fileName }
                bytes += chunk.data
            }
            return (name, bytes)
        }
    }
}
