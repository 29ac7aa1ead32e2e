/// Who knows how far the people behind accounts were verified: identity.
package protocol HolderDirectory: Sendable {
    /// Whom an account was verified as at an authority; nil for nobody. Throws `EvidenceError.holderUnknown` when that
    /// cannot be told now.
    func attestation(
        of account: String, at authority: HolderAttestation.Authority
    ) async throws(EvidenceError) -> HolderAttestation?
}
