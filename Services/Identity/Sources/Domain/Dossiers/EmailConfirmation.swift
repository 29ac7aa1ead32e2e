internal import MeshKernel

/// What is known of whether the e-mail address of a dossier is its applicant's.
package enum EmailConfirmation: Sendable, Equatable {
    /// Nobody can know: a question that names no account. Only the form of a code is judged.
    case notKnown
    /// No address was confirmed.
    case nobody
    /// A code that was sent there came back; what equal addresses share.
    case address(key: String)

    /// Whether it confirms what stands in a dossier.
    package func confirms(_ text: String) -> Bool {
        guard case .address(let key) = self else { return false }
        return EmailAddress(text)?.key == key
    }
}
