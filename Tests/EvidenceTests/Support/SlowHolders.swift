import Evidence
import MeshKernel
import Synchronization

/// Answers when it is told to, and like a call over the mesh fails when whoever asks hangs up.
final class SlowHolders: HolderDirectory {
    private let state = Mutex((asked: 0, answers: false))

    /// Questions so far.
    var asked: Int { state.withLock { $0.asked } }

    /// From here on answers.
    func answer() {
        state.withLock { $0.answers = true }
    }

    func attestation(
        of account: String, at authority: HolderAttestation.Authority
    ) async throws(EvidenceError) -> HolderAttestation? {
        state.withLock { $0.asked += 1 }
        while !state.withLock({ $0.answers }) {
            do {
                try await Task.sleep(for: .milliseconds(1))
            } catch {
                throw .holderUnknown
            }
        }
        return HolderAttestation(
            authority: authority, holder: "hld_1", version: 1, kind: "person", maskedName: "*",
            verifiedAt: WallTime(milliseconds: 5))
    }
}
