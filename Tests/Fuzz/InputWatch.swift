import MeshTestKit
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Looks at the program from a thread of its own: one that is inside an input can tell neither that it will never come
/// out of it nor how much memory it has taken meanwhile. Ends the program, as a crash does, when there is too much of
/// either.
final class InputWatch: Sendable {
    private static let pauseMicroseconds: UInt32 = 100_000
    /// Inputs before memory is measured from: pools and caches are full then.
    private static let warmInputs = 50

    private let patienceSeconds: Int
    private let growthMebibytes: Int
    private let inputs = Atomic<Int>(0)
    private let baseKibibytes: Atomic<Int>

    /// Begins to look: no input may take longer than `patience`, and memory may not grow by more than `growth` MiB.
    init(patienceSeconds: Int, growthMebibytes: Int) throws {
        self.patienceSeconds = patienceSeconds
        self.growthMebibytes = growthMebibytes
        baseKibibytes = Atomic(try ProcessStatistics.own().residentKibibytes)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<InputWatch>.fromOpaque(argument).takeRetainedValue().look()
            }, Unmanaged.passRetained(self).toOpaque())
        guard status == 0 else { throw SystemFailure("start a thread", code: status) }
    }

    /// Another input begins.
    func begin() {
        if inputs.wrappingAdd(1, ordering: .relaxed).newValue == Self.warmInputs,
            let warm = try? ProcessStatistics.own().residentKibibytes
        {
            baseKibibytes.store(warm, ordering: .relaxed)
        }
    }

    /// How much memory has grown, MiB.
    func grownMebibytes() throws -> Int {
        (try ProcessStatistics.own().residentKibibytes - baseKibibytes.load(ordering: .relaxed)) / 1_024
    }

    private func look() -> Never {
        var (latest, began) = (0, ContinuousClock.now)
        while true {
            usleep(Self.pauseMicroseconds)
            let now = ContinuousClock.now
            let input = inputs.load(ordering: .relaxed)
            if input != latest { (latest, began) = (input, now) }
            if now - began > .seconds(patienceSeconds) {
                end("a hang: one input has been read for more than \(patienceSeconds) s")
            }
            if let grown = try? grownMebibytes(), grown > growthMebibytes { end("memory grew by \(grown) MiB") }
        }
    }

    private func end(_ words: String) -> Never {
        let line = Array("meshfuzz: \(words)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        abort()
    }
}
