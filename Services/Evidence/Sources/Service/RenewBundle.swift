internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// What a token can say: 1970 to 9999.
    private static let tokenMilliseconds: ClosedRange<Int64> = 0...253_402_300_799_999

    /// What others said about the time of the log around the entry `index` and since, with proofs from or to the tree of
    /// `size`; anybody may know it.
    func renewal(ofSize size: UInt64, index: UInt64, token: WallTime) async throws -> [TimedCheckpoint] {
        guard index < size, Self.tokenMilliseconds.contains(token.milliseconds), let head = sequencer.latest.head,
            size <= head.size
        else {
            throw EvidenceError.invalidRenewal
        }
        return try await store.read { try $0.renewal(ofSize: size, index: index, token: token) }
    }
}
