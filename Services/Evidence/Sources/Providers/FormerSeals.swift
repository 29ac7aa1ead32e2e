/// Who keeps what was sealed before this log began: a service like this one over the log that came before.
package protocol FormerSeals: Sendable {
    /// The seals there that a question is about, and whether there are more; nil when there are none. Throws
    /// `EvidenceError.erased`, and `formerUnreachable` when nobody can tell now.
    func seals(
        _ question: SealQuestion
    ) async throws(EvidenceError) -> (seals: [EvidenceCertificate], more: Bool)?
}
