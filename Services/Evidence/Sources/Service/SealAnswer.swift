/// What a seal's caller is answered.
struct SealAnswer: Sendable {
    /// The proof that goes with it.
    enum Proof: Sendable {
        case notAsked
        /// Of a work that this call sealed.
        case fresh(SealProof)
        /// The work was sealed by an earlier call: the store has what shows it.
        case kept
    }

    /// The first call's bytes when this one repeats it; without a proof, which an answer that is kept does not need.
    let bytes: [UInt8]
    let proof: Proof
}
