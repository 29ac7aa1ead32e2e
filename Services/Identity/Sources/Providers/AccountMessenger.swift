package import MeshKernel

/// Who knows where accounts are reached, and tells them what concerns their safety.
package protocol AccountMessenger: Sendable {
    /// Says where an account is reached, in the place of what was said before. To say it again changes nothing.
    func setContacts(of account: Account) async -> HandoverOutcome

    /// Has an account reached nowhere any more. To say it again changes nothing.
    func forget(_ account: Identifier) async -> HandoverOutcome

    /// Tells an account of something. `reference` is the same when a notice comes again because what became of it is not
    /// known, so that it is told once.
    func tell(_ account: Identifier, of notice: SafetyNotice, reference: String) async -> HandoverOutcome

    /// Tells an account that the review of its dossier takes longer; `reference` as above.
    func tell(_ account: Identifier, of review: ExtendedReview, reference: String) async -> HandoverOutcome

    /// Tells an account how staff decided on its dossier; `reference` as above.
    func tell(_ account: Identifier, of decision: DossierDecision, reference: String) async -> HandoverOutcome

    /// Tells a number or an address that was an account's what happened to that account.
    func tell(_ former: CodeRecipient, of notice: SafetyNotice, reference: String) async -> HandoverOutcome
}
