/// That one entry of a chain was erased, proven under the same checkpoint as the chain.
package struct ChainErasure: Sendable, Equatable {
    /// Place of the erased entry in the chain, from 0.
    package let sequence: UInt64
    /// The log's entry that says so, 182 bytes.
    package let leaf: [UInt8]
    /// Where that entry stands in the log.
    package let proof: LogProof

    package init(sequence: UInt64, leaf: [UInt8], proof: LogProof) {
        self.sequence = sequence
        self.leaf = leaf
        self.proof = proof
    }
}
