package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.evidence.v1.Similarity` as staff see it.
package struct SimilarityEndpoint: EvidenceV1.SimilarityService {
    private let server: EvidenceServer

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// The payload of `evidence.similar`.
    package static let event: @Sendable (FoundPair) -> [UInt8] = { pair in
        EvidenceV1.SimilarFound(
            pair: pair.id.text, later: pair.later.text, earlier: pair.earlier.text, distance: UInt32(pair.distance)
        ).serialized()
    }

    /// A page of pairs, newest first.
    package func listSimilar(
        _ request: EvidenceV1.ListSimilarRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListSimilarResponse {
        try await server.answering(context) {
            _ = try context.requireAccount()
            let page = try await server.similarPairs(
                verdict: try SimilarPair.Verdict(request.verdict), size: request.pageSize, token: request.pageToken)
            return EvidenceV1.ListSimilarResponse(
                pairs: page.rows.map { EvidenceV1.SimilarPair($0) }, nextPageToken: page.next)
        }
    }

    /// Keeps a verdict.
    package func reviewSimilar(
        _ request: EvidenceV1.ReviewSimilarRequest, context: ServerContext
    ) async throws -> EvidenceV1.SimilarPair {
        try await server.answering(context) {
            guard let verdict = try SimilarPair.Verdict(request.verdict) else { throw EvidenceError.invalidVerdict }
            return EvidenceV1.SimilarPair(
                try await server.reviewSimilar(request.pair, verdict: verdict, by: try context.requireAccount()))
        }
    }
}

extension SimilarPair.Verdict {
    /// Nil when nothing is stated.
    fileprivate init?(_ verdict: EvidenceV1.SimilarVerdict) throws(EvidenceError) {
        switch verdict {
        case .unspecified: return nil
        case .confirmed: self = .confirmed
        case .dismissed: self = .dismissed
        case .unrecognized: throw .invalidVerdict
        }
    }
}

extension EvidenceV1.SimilarPair {
    fileprivate init(_ pair: SimilarPair) {
        let kind: EvidenceV1.FingerprintKind =
            switch pair.kind {
            case .image: .image
            case .text: .text
            }
        let verdict: EvidenceV1.SimilarVerdict =
            switch pair.review?.verdict {
            case nil: .unspecified
            case .confirmed: .confirmed
            case .dismissed: .dismissed
            }
        self.init(
            id: pair.id.text, kind: kind, later: Work(pair.later), earlier: Work(pair.earlier),
            distance: UInt32(pair.distance), foundAt: GoogleProtobuf.Timestamp(pair.foundAt), verdict: verdict,
            reviewedBy: pair.review?.by ?? "", reviewedAt: pair.review.map { GoogleProtobuf.Timestamp($0.at) },
            complete: pair.isComplete)
    }
}

extension EvidenceV1.SimilarPair.Work {
    fileprivate init(_ work: SimilarPair.Work) {
        self.init(
            evidence: work.id.text, number: work.number.description, account: work.account,
            acceptedAt: GoogleProtobuf.Timestamp(work.acceptedAt))
    }
}
