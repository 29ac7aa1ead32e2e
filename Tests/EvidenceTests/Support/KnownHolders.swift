import Evidence
import MeshKernel
import Synchronization

/// Knows everybody, at the platform unless told otherwise, and counts how often it is asked.
final class KnownHolders: HolderDirectory {
    /// What is said of somebody.
    struct Word: Sendable {
        var authority = HolderAttestation.Authority.platform
        var version: UInt32 = 1
        var name = "张*二"
    }

    private struct State {
        var words: [String: Word?] = [:]
        var isAway = false
        var asked = 0
    }

    private let state = Mutex(State())

    /// Questions so far.
    var asked: Int { state.withLock { $0.asked } }

    /// From here on says this of an account; nil for nobody.
    func say(_ word: Word?, of account: String) {
        state.withLock { $0.words[account] = .some(word) }
    }

    /// From here on cannot be asked, or can again.
    func isAway(_ isAway: Bool) {
        state.withLock { $0.isAway = isAway }
    }

    func attestation(
        of account: String, at authority: HolderAttestation.Authority
    ) async throws(EvidenceError) -> HolderAttestation? {
        let (word, isAway) = state.withLock { state in
            state.asked += 1
            return (state.words[account] ?? Word(), state.isAway)
        }
        guard !isAway else { throw .holderUnknown }
        guard let word, word.authority == authority else { return nil }
        return HolderAttestation(
            authority: authority, holder: "hld_1", version: word.version, kind: "person", maskedName: word.name,
            verifiedAt: WallTime(milliseconds: 1_790_000_000_000))
    }
}
