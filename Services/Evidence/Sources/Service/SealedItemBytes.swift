/// What a sealed item is told as, in bytes. Wire makes them, for messages stop there; they are written in the same
/// transaction as the item.
struct SealedItemBytes: Sendable {
    /// The answer of the call.
    let answer: @Sendable (EvidenceItem) -> [UInt8]
    /// The payload of `evidence.sealed`.
    let event: @Sendable (EvidenceItem) -> [UInt8]
}
