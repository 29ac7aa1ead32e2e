package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshTLS

/// `colophon.evidence.v1.Renewal` as callers see it.
package struct RenewalEndpoint: EvidenceV1.RenewalService {
    private let server: EvidenceServer

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// What others said about the time of the log since a bundle was made.
    package func renewBundle(
        _ request: EvidenceV1.RenewBundleRequest, context: ServerContext
    ) async throws -> EvidenceV1.RenewBundleResponse {
        try await server.answering(context) {
            let question = RenewalQuestion(
                origin: request.origin, size: request.size, index: request.logIndex,
                token: WallTime(milliseconds: request.timestampMilliseconds), renewedSize: request.renewedSize,
                openingDigest: request.openingSha256)
            let checkpoints = try await server.renewal(of: question)
            if try await server.hasBundle(question) {
                try await server.recordRenewal(
                    of: question.index, by: CustodyActor(account: nil, service: context.peer?.service ?? ""))
            }
            return EvidenceV1.RenewBundleResponse(checkpoints: checkpoints.map { EvidenceV1.TimedCheckpoint($0) })
        }
    }
}

extension EvidenceV1.TimedCheckpoint {
    init(_ checkpoint: TimedCheckpoint) {
        let place: Place =
            switch checkpoint.place {
            case .before: .before
            case .after: .after
            case .renewed: .renewed
            }
        self.init(
            place: place, note: checkpoint.note, responses: checkpoint.responses,
            hashes: checkpoint.consistency.hashes.map(\.bytes))
    }
}

extension TimedCheckpoint {
    /// Nil for a place or a hash that is none.
    package init?(_ message: EvidenceV1.TimedCheckpoint) {
        let place: Place
        switch message.place {
        case .before: place = .before
        case .after: place = .after
        case .renewed: place = .renewed
        case .unspecified, .unrecognized: return nil
        }
        let hashes = message.hashes.compactMap { TreeHash($0) }
        guard hashes.count == message.hashes.count, hashes.count <= LogProof.Limits.hashesMax,
            message.responses.count <= Limits.tokensMax
        else { return nil }
        self.init(
            place: place, note: message.note, responses: message.responses,
            consistency: ConsistencyProof(hashes: hashes))
    }
}
