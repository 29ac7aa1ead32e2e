/// Where a call comes from, beyond the account that its token names.
package struct CallOrigin: Sendable, Equatable {
    /// The network of the end user, as the gateway says; the calling service where none is said.
    let source: String
    /// W3C traceparent, for events.
    let trace: String
}
