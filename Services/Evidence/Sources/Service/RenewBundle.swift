internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

/// Which bundle is to be carried forward, as its holder says.
struct RenewalQuestion: Sendable {
    /// The log's name; empty for the one that grows.
    let origin: String
    /// Size of the checkpoint in the bundle's proof.
    let size: UInt64
    /// The entry's place in the log.
    let index: UInt64
    /// The time in the bundle's token.
    let token: WallTime
    /// Size of the newest renewal that the bundle has; 0 without one.
    let renewedSize: UInt64
    /// SHA-256 of the bundle's `opening.json`; empty from whoever does not say it.
    let openingDigest: [UInt8]
}

extension EvidenceServer {
    /// What a token can say: 1970 to 9999.
    private static let tokenMilliseconds: ClosedRange<Int64> = 0...253_402_300_799_999

    /// What others said about the time of the log around the bundle's entry and since, with proofs from or to the
    /// bundle's trees; anybody may know it. Throws `EvidenceError.otherLog` for a log that does not grow here.
    func renewal(of question: RenewalQuestion) async throws -> [TimedCheckpoint] {
        guard question.origin.isEmpty || question.origin == identity.origin else {
            throw EvidenceError.otherLog(growing: identity.origin)
        }
        let base = question.renewedSize == 0 ? question.size : question.renewedSize
        guard question.index < question.size, question.size <= base,
            Self.tokenMilliseconds.contains(question.token.milliseconds), let head = sequencer.latest.head,
            base <= head.size
        else {
            throw EvidenceError.invalidRenewal
        }
        return try await store.read {
            try $0.renewal(ofSize: question.size, index: question.index, token: question.token, renewedSize: base)
        }
    }

    /// Whether whoever asks has the bundle of that entry's item: nobody else knows what opens it. False for every entry
    /// that is no item, and for an item that was erased or whose account is being erased.
    func hasBundle(_ question: RenewalQuestion) async throws -> Bool {
        guard question.openingDigest.count == FileDigests.byteCount else { return false }
        return try await store.read { snapshot in
            guard let item = try snapshot.item(at: question.index),
                let account = try snapshot.holder(of: .id(item))?.account
            else { return false }
            do {
                guard let evidence = try snapshot.evidence(.id(item), account: account) else { return false }
                return Digest.sha256(evidence.opening.encoded) == question.openingDigest
            } catch EvidenceError.erased {
                return false
            } catch StoreError.subjectErased {
                // The account's key is gone, and the log does not say yet that the item is.
                return false
            }
        }
    }
}
