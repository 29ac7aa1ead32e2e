/// What shows one seal to a stranger who has the file and trusts the log's key and the timestamp authority: the parts of a
/// bundle that nobody else can know.
package struct SealProof: Sendable, Equatable {
    /// The log's entry, 182 bytes.
    package let leaf: [UInt8]
    /// What opens the entry's commitments.
    package let opening: Opening
    /// DER TimeStampResp.
    package let tokenResponse: [UInt8]
    /// Where the entry stands in the log.
    package let proof: LogProof

    package init(leaf: [UInt8], opening: Opening, tokenResponse: [UInt8], proof: LogProof) {
        self.leaf = leaf
        self.opening = opening
        self.tokenResponse = tokenResponse
        self.proof = proof
    }
}
