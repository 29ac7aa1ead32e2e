internal import MeshKernel

/// Where questions about seals are answered, for strangers or for callers of the mesh: with a budget of their own and
/// few of them at once, so that asking cannot keep works from being sealed.
struct VerificationDesk: Sendable {
    /// What may be asked.
    let budget: VerificationBudget
    /// Looks seals up, in turn with those who read the log.
    let reader: LogReader
    /// Who may have a piece digested now.
    let digesting = Permits(Limits.verifyDigestsMax, waitersMax: Limits.verifyWaitersMax)

    /// The largest file that is digested.
    let fileBytesMax: Int

    init(
        _ rates: VerificationBudget.Rates, fileBytesMax: Int, reader: LogReader, time: any TimeSource
    ) {
        budget = VerificationBudget(rates, time: time)
        self.fileBytesMax = fileBytesMax
        self.reader = reader
    }
}
