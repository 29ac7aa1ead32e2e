import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A place on the way of a request at which a test may end the process, to see what the next process makes of what it
/// finds. Only debug builds have such places; in others nothing is left of them.
///
/// `COLOPHON_FAULT_POINT=blob-synced` ends the process when it first comes there, `blob-synced:3` the third time.
package struct FaultPoint: Sendable, Hashable, CustomStringConvertible {
    /// What a plan calls it: words in lower case, joined by `-`.
    package let name: String

    /// A place of this name, which no other place of the process may have.
    package init(_ name: String) {
        self.name = name
    }

    package var description: String { name }

    /// The process is here. Ends it as a power cut would, with SIGKILL and without a word, when the plan says so.
    package func reached() {
        #if DEBUG
        FaultPlan.current?.reached(self)
        #endif
    }
}

#if DEBUG
/// At which place, and at which time, this process is to end.
private final class FaultPlan: Sendable {
    static let current = getenv("COLOPHON_FAULT_POINT").flatMap { FaultPlan(String(cString: $0)) }

    private let name: Substring
    private let left: Atomic<Int>

    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard let name = parts.first, parts.count <= 2, let count = parts.count == 2 ? Int(parts[1]) : 1 else {
            return nil
        }
        self.name = name
        left = Atomic(count)
    }

    func reached(_ point: FaultPoint) {
        guard point.name == name, left.subtract(1, ordering: .relaxed).newValue == 0 else { return }
        kill(getpid(), SIGKILL)
    }
}
#endif
