/// Who brings one-time codes to people.
package protocol CodeDelivery: Sendable {
    /// Sends a letter. `reference` is the same when a letter comes again because what became of it is not known, so that a
    /// provider that has sent it sends it no second time.
    func deliver(_ letter: CodeLetter, reference: String) async -> HandoverOutcome
}
