/// Who has something sealed.
struct SealAuthor: Sendable {
    /// The account.
    let account: String
    /// Whether somebody has signed in to it. A token of no sign-in is the development key's, of whom identity knows nothing.
    let isSignedIn: Bool
    /// Who acts for the account, an institution's; nil when it acts for itself.
    let person: String?

    /// As it is written down when they come through `service`.
    func custody(via service: String) -> CustodyActor {
        CustodyActor(account: account, person: person, service: service)
    }
}

extension EvidenceServer {
    /// Whom a seal names as its holder: what identity says of them now. Who has signed in and is verified nowhere, whatever
    /// their token says, seals nothing; for the development key the seal says that nobody has checked. Throws
    /// `EvidenceError.holderNotVerified`, and `.holderUnknown` when identity cannot be asked.
    func holder(for author: SealAuthor, at authority: AuthorityProfile) async throws -> WorkMetadata.Holder {
        guard author.isSignedIn, let holders else {
            return WorkMetadata.Holder(account: author.account, attestation: nil)
        }
        let preferred =
            switch authority {
            case .platform: HolderAttestation.Authority.platform
            }
        guard let attestation = try await holders.attestation(of: author.account, preferring: preferred) else {
            throw EvidenceError.holderNotVerified
        }
        return WorkMetadata.Holder(account: author.account, attestation: attestation)
    }
}
