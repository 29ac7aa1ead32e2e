/// Where unpredictable bytes come from. A parameter everywhere, so that tests can replay a seed.
public protocol RandomSource: Sendable {
    /// `count` bytes, each independent and uniform.
    func bytes(_ count: Int) -> [UInt8]
}

extension RandomSource {
    /// Sixty-four uniform bits.
    public func word() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The kernel's generator, through the standard library (`getrandom` on Linux).
public struct SystemRandom: RandomSource {
    public init() {}

    public func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            withUnsafeBytes(of: generator.next()) { word in
                result.append(contentsOf: word.prefix(count - result.count))
            }
        }
        return result
    }
}
