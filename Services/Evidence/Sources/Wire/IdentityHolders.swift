package import Logging
internal import MeshAPI
internal import MeshKernel
package import MeshRPC

/// Identity, asked over the mesh.
package struct IdentityHolders: HolderDirectory {
    /// Asks through `client`, which outlives the calls; tells `logger` why there was no answer.
    package init(_ client: RPCClient, logger: Logger) {
        holders = IdentityV1.HoldersClient(client)
        self.logger = logger
    }

    private let holders: IdentityV1.HoldersClient
    private let logger: Logger

    package func attestation(
        of account: String, at authority: HolderAttestation.Authority
    ) async throws(EvidenceError) -> HolderAttestation? {
        let answer: IdentityV1.VerifiedHolder
        do throws(RPCError) {
            answer = try await holders.getVerifiedHolder(
                IdentityV1.GetVerifiedHolderRequest(who: .account(account), authority: Self.authority(authority)),
                options: CallOptions(timeout: .milliseconds(Limits.holderCallMilliseconds)))
        } catch {
            // Nobody there, or an account that identity could not have made.
            if error.code == .notFound || error.code == .invalidArgument { return nil }
            // Whoever asks is told little, and nobody asks again at once: this is the one line about it.
            if !Task.isCancelled {
                logger.warning(
                    "identity does not say who somebody is",
                    metadata: ["code": "\(error.code.name)", "reason": "\(error.reason?.reason ?? "")"])
            }
            throw .holderUnknown
        }
        // An answer about somebody else, or at another authority, is none.
        guard answer.account == account, answer.authority == Self.authority(authority),
            let verifiedAt = answer.verifiedAt.flatMap({ WallTime($0) }),
            let attestation = HolderAttestation(
                authority: authority, holder: answer.holder, version: answer.version, kind: answer.kind,
                maskedName: answer.maskedName, verifiedAt: verifiedAt)
        else {
            logger.warning("identity answered about somebody else, or nothing that can be read")
            throw .holderUnknown
        }
        return attestation
    }

    private static func authority(_ authority: HolderAttestation.Authority) -> IdentityV1.Authority {
        switch authority {
        case .platform: .platform
        case .henan: .henan
        case .cpcc: .cpcc
        }
    }
}
