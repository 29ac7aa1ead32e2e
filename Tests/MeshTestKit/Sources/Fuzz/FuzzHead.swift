/// The first eight bytes of an input: they decide everything that is not content, so that an input alone says what
/// happens to it.
package struct FuzzHead {
    /// How many those are.
    package static let byteCount = 8

    /// Bits for the target's own choices.
    package let choice: UInt8
    /// Decides the rest.
    package let random: SeededRandom
    /// What follows.
    package let content: ArraySlice<UInt8>

    /// Nil when the input is too short to have one.
    package init?(_ input: [UInt8]) {
        guard input.count > Self.byteCount else { return nil }
        choice = input[0]
        random = SeededRandom(seed: input[..<Self.byteCount].reduce(0) { $0 << 8 | UInt64($1) })
        content = input[Self.byteCount...]
    }
}
