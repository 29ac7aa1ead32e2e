import MeshTestKit

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file that always says which seed is being tried, also after the program was killed. Writing it is a store to
/// memory that the kernel keeps.
struct SeedNote {
    private static let byteCount = 32
    private let text: UnsafeMutableRawBufferPointer

    init(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw SystemFailure("open \(path)") }
        defer { close(file) }
        guard ftruncate(file, off_t(Self.byteCount)) == 0,
            let address = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), address != MAP_FAILED
        else { throw SystemFailure("map \(path)") }
        text = UnsafeMutableRawBufferPointer(start: address, count: Self.byteCount)
    }

    /// Writes a seed, in digits, and a line's end.
    func write(_ seed: UInt64) {
        var rest = seed
        var place = Self.byteCount - 1
        text[place] = UInt8(ascii: "\n")
        repeat {
            place -= 1
            text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        while place > 0 {
            place -= 1
            text[place] = UInt8(ascii: " ")
        }
    }
}
