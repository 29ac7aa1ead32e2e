/// The first eight bytes of an input: they decide everything that is not content, so that an input alone says what
/// happens to it.
struct FuzzHead {
    static let byteCount = 8

    /// Bits for the target's own choices.
    let choice: UInt8
    /// Decides the rest.
    let random: SeededRandom
    /// What follows.
    let content: ArraySlice<UInt8>

    /// Nil when the input is too short to have one.
    init?(_ input: [UInt8]) {
        guard input.count > Self.byteCount else { return nil }
        choice = input[0]
        random = SeededRandom(seed: input[..<Self.byteCount].reduce(0) { $0 << 8 | UInt64($1) })
        content = input[Self.byteCount...]
    }
}
