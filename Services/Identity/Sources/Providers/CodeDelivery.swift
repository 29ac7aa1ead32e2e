/// Who brings one-time codes to people.
package protocol CodeDelivery: Sendable {
    /// Sends a letter. `reference` is the same when a letter comes again because what became of it is not known, so that a
    /// provider that has sent it sends it no second time.
    func deliver(_ letter: CodeLetter, reference: String) async -> CodeDeliveryOutcome
}

/// What became of a letter.
package enum CodeDeliveryOutcome: Sendable, Equatable {
    /// The provider has it.
    case delivered
    /// It has not, and the letter may be tried again; for logs, without what is personal.
    case notDelivered(reason: String)
    /// It may have it or not.
    case unknown(reason: String)
}
