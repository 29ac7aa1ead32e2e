package import MeshKernel

/// Another service that keeps something of accounts.
package protocol SubjectEraser: Sendable {
    /// Has everything of an account erased there; delivered means that nothing is left. May be repeated.
    func erase(_ account: Identifier) async -> HandoverOutcome
}
