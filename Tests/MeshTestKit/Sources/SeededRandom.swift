import MeshKernel
import Synchronization

/// A replayable source of randomness: the same seed gives the same bytes in the same order (SplitMix64, by
/// Guy L. Steele and others, "Fast splittable pseudorandom number generators", 2014). Never for keys.
package final class SeededRandom: RandomSource {
    /// What replays this source; a failing test prints it.
    package let seed: UInt64
    private let state: Mutex<UInt64>

    /// A source that `seed` determines wholly.
    package init(seed: UInt64) {
        self.seed = seed
        state = Mutex(seed)
    }

    /// The next sixty-four bits of the sequence.
    package func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// The next `count` bytes; each call starts at a fresh word, so that calls of any size replay alike.
    package func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            withUnsafeBytes(of: next().littleEndian) { result.append(contentsOf: $0.prefix(count - result.count)) }
        }
        return result
    }

    /// A number in `range`, near enough to uniform for tests (the bias is below 2⁻³² for ranges under 2³²).
    package func integer(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(bitPattern: Int64(range.upperBound) &- Int64(range.lowerBound)) &+ 1
        let offset = width == 0 ? next() : next() % width
        return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(range.lowerBound)) &+ offset)
    }

    /// One element of `choices`, which must not be empty.
    package func element<Element>(of choices: [Element]) -> Element {
        choices[integer(in: 0...(choices.count - 1))]
    }

    /// A generator that this source feeds, for the standard library's `shuffled(using:)` and its like.
    package func generator() -> SeededGenerator {
        SeededGenerator(source: self)
    }
}

/// A `SeededRandom` in the shape the standard library's algorithms ask for.
package struct SeededGenerator: RandomNumberGenerator {
    let source: SeededRandom

    /// The next sixty-four bits of the source.
    package mutating func next() -> UInt64 {
        source.next()
    }
}
