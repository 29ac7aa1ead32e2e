#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

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

/// The kernel's generator (`getrandom` on Linux).
public struct SystemRandom: RandomSource {
    /// What the kernel gives in one call.
    private static let callBytesMax = 256

    public init() {}

    public func bytes(_ count: Int) -> [UInt8] {
        var result = Self.piece(min(count, Self.callBytesMax))
        while result.count < count { result += Self.piece(min(count - result.count, Self.callBytesMax)) }
        return result
    }

    /// One call for all of it: the standard library's generator calls the kernel for every eight bytes.
    private static func piece(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let outcome = getentropy(&bytes, count)
        precondition(outcome == 0, "the kernel has random bytes")
        return bytes
    }
}
