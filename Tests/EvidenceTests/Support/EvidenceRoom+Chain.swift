import Evidence
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit

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

    /// What asks the service to carry a bundle forward.
    static func request(_ renewal: BundleRenewal) -> EvidenceV1.RenewBundleRequest {
        EvidenceV1.RenewBundleRequest(
            size: renewal.size, logIndex: renewal.index, timestampMilliseconds: renewal.tokenTime.milliseconds,
            origin: renewal.origin, renewedSize: renewal.renewedSize, openingSha256: renewal.openingDigest)
    }

    /// The bundle carried forward to what the service tells now.
    func renewed(_ bytes: [UInt8]) async throws -> [UInt8] {
        let renewal = try BundleRenewal(bytes)
        let answer = try await self.renewal.renewBundle(
            Self.request(renewal), options: CallOptions(timeout: .seconds(60)))
        return try renewal.bundle(with: answer.checkpoints.compactMap { TimedCheckpoint($0) })
    }

    /// Seals something else and waits until the witness has seen it.
    func grow(in project: String) async throws {
        time.advance(by: .seconds(100))
        let later = try await seal(Array("later".utf8), in: project)
        _ = try await bundle(later.id, wait: .witnessed)
    }
}
