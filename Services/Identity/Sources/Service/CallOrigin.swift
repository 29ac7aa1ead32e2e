internal import MeshKernel

/// Where a call comes from, beyond the account that its token names.
package struct CallOrigin: Sendable, Equatable {
    /// The network of the end user, as the gateway says; the calling service where none is said.
    let source: String
    /// W3C traceparent, for events.
    let trace: String
    /// Who acts for the account, an institution's; nil when it acts for itself.
    var actor: String?

    /// Who does something to an account, for its audit.
    func actor(for account: Identifier) -> String { actor ?? account.text }
}
