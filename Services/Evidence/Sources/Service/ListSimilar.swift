internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of pairs with this verdict, or without one, newest first, and the token of the next one.
    func similarPairs(
        verdict: SimilarPair.Verdict?, size: UInt32, token: String
    ) async throws -> (rows: [SimilarPair], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "similar", verdict?.rawValue ?? "")
        let read = try await store.read {
            try $0.similarPairs(verdict: verdict, before: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.id.text }
    }

    /// Keeps the verdict of `staff` over a pair, in the place of an earlier one.
    func reviewSimilar(
        _ text: String, verdict: SimilarPair.Verdict, by staff: String
    ) async throws -> SimilarPair {
        guard let id = Identifier(text, kind: .similarity) else { throw EvidenceError.invalidPairID }
        let review = SimilarPair.Review(verdict: verdict, by: staff, at: time.wall())
        return try await store.write { transaction in
            guard try transaction.keep(review, of: id), let pair = try transaction.similarPair(id) else {
                throw EvidenceError.pairNotFound
            }
            return pair
        }
    }
}
