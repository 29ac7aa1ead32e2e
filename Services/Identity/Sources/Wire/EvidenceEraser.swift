internal import MeshAPI
package import MeshKernel
package import MeshRPC

/// Evidence, called over the mesh: destroys what opens an account's seals.
package struct EvidenceEraser: SubjectEraser {
    private let erasure: EvidenceV1.ErasureClient

    /// Calls through `client`, which outlives the calls.
    package init(_ client: RPCClient) {
        erasure = EvidenceV1.ErasureClient(client)
    }

    package func erase(_ account: Identifier) async -> HandoverOutcome {
        do throws(RPCError) {
            let answer = try await erasure.eraseSubject(
                EvidenceV1.EraseSubjectRequest(account: account.text),
                options: CallOptions(timeout: .seconds(Limits.erasureCallSeconds)))
            // Its key is destroyed there; what is left is asked about again.
            return answer.state == .erased ? .delivered : .notDelivered(reason: "ERASING")
        } catch {
            return HandoverOutcome(error)
        }
    }
}
