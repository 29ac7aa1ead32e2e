/// What a faulty link does to one connection.
package struct LinkFaults: Sendable, Equatable {
    /// What happens to the connection once so many bytes have passed.
    package enum Fate: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// Nothing passes any more, and nobody is told.
        case silence
        /// Both ends are reset.
        case reset
        /// The server sees the client's end close, and is heard no more than before.
        case clientEnds
        /// The client sees the server's end close.
        case serverEnds
        /// One bit of one piece is changed.
        case corruption
    }

    /// Bytes are cut into pieces of up to this many, each sent by itself.
    package var pieceBytesMax: Int
    /// Each piece waits between nothing and this long; order is kept.
    package var delayMillisecondsMax: Int
    /// What arrives within so many milliseconds leaves at once; 0 does not gather.
    package var gatherMilliseconds: Int
    /// What happens in the end.
    package var fate: Fate
    /// After how many bytes, of both directions together.
    package var fateBytes: Int
    /// How much is read of what the server sends in a second; 0 is all of it.
    package var bytesPerSecond = 0
    /// How long nothing passes, once, after `fateBytes`; then everything goes on.
    package var pauseMilliseconds = 0

    /// A link without faults; change what is to go wrong.
    package init() {
        pieceBytesMax = Int.max
        delayMillisecondsMax = 0
        gatherMilliseconds = 0
        fate = .none
        fateBytes = 0
    }

    /// Faults that `random` chooses.
    package init(_ random: SeededRandom) {
        self.init()
        if random.once(in: 2) { pieceBytesMax = random.element(of: [1, 7, 100, 1_400]) }
        if random.once(in: 2) { delayMillisecondsMax = random.element(of: [1, 5, 30]) }
        if random.once(in: 3) { gatherMilliseconds = random.integer(in: 1...30) }
        fate = random.once(in: 3) ? .none : random.element(of: Fate.allCases)
        // In the handshake, in the first calls, or later.
        fateBytes = random.integer(in: 0...random.element(of: [3_000, 30_000, 300_000]))
        // Single bytes cost a write each.
        if pieceBytesMax == 1 { delayMillisecondsMax = 0 }
    }
}
