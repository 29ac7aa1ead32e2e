/// What a filing is told as, in bytes. Wire makes them, for messages stop there; they are written in the same transaction
/// as what they tell.
struct FilingBytes: Sendable {
    /// The answer of the call.
    let answer: @Sendable (Filing) -> [UInt8]
    /// The payload of an event about it.
    let notice: @Sendable (FilingNotice) -> [UInt8]
}
